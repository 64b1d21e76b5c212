"""Django's settings, all of them derived from the environment (`environment.py`)."""

from gongzhi.site import environment

HOME = environment.home()
HOME_KEYS = HOME / "keys"
DATABASES = {
    "default": environment.database(environment.text("DATABASE_URL"))
    if environment.text("DATABASE_URL", "")
    else environment.sqlite(HOME / "gongzhi.sqlite3")
}
INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "gongzhi.places",
    "gongzhi.bodies",
    "gongzhi.vault",
    "gongzhi.matters",
]
USE_TZ = True
TIME_ZONE = environment.text("GONGZHI_TIME_ZONE", "Asia/Shanghai")
LANGUAGE_CODE = environment.text("GONGZHI_LANGUAGE", "zh-hans")
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
SECRET_KEY = environment.text("GONGZHI_SECRET_KEY", "only-for-tests-and-checks")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
