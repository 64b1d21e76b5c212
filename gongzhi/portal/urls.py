"""Addresses of the pages for everybody."""

from django.urls import path

from gongzhi.portal import looks, pages, pages_asks, pages_follow, pages_guide, pages_report

app_name = "portal"
urlpatterns = [
    path("", pages.home, name="home"),
    path("open", pages.open_to_all, name="open"),
    path("asks", pages_asks.asks, name="asks"),
    path("guide", pages_guide.guide, name="guide"),
    path("report", pages_report.what, name="what"),
    path("report/<slug:code>", pages_report.report, name="report"),
    path("follow", pages_follow.follow, name="follow"),
    path("follow/receipt", pages_follow.receipt, name="receipt"),
    path("follow/leave", pages_follow.leave, name="leave"),
    path("follow/documents/<uuid:document>", pages_follow.document, name="document"),
    path("follow/<slug:name>", pages_follow.act, name="act"),
    path("view", looks.choose, name="look"),
]
