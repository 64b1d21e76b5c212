from django.apps import AppConfig


class PlacesConfig(AppConfig):
    name = "gongzhi.places"
    label = "places"
    verbose_name = "区域与边界"
    default_auto_field = "django.db.models.BigAutoField"
