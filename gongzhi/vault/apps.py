"""The vault as a part of the installation."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "gongzhi.vault"
    label = "vault"
    verbose_name = "个人信息与附件"
    default_auto_field = "django.db.models.BigAutoField"
