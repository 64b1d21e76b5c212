"""The plain web application, for whoever serves it by another server than `gongzhi serve`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "gongzhi.site.settings")
application = get_wsgi_application()
