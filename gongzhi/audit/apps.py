"""The security log as a part of the installation."""

from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "gongzhi.audit"
    label = "audit"
    verbose_name = "安全日志"
    default_auto_field = "django.db.models.BigAutoField"
