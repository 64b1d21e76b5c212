"""Django's administration with the house's own site."""

from django.contrib.admin.apps import AdminConfig


class AdministrationConfig(AdminConfig):
    """管理."""

    default_site = "gongzhi.site.administration.Administration"
