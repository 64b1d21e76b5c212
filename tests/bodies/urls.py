"""The pages of this floor and the administration, without the rest of the house."""

from django.contrib import admin
from django.http import HttpResponse
from django.urls import include, path

urlpatterns = [
    path("", lambda request: HttpResponse(), name="live"),
    path("admin/", admin.site.urls),
    path("", include("gongzhi.bodies.accounts.urls")),
    path("", include("gongzhi.bodies.urls")),
]
