"""Addresses of the pages for everybody."""

from django.urls import path

from gongzhi.portal import looks, pages

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("view", looks.choose, name="look"),
]
