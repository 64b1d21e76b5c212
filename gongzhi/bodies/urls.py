"""Where people come in, go out and set the first password."""

from django.urls import path
from django.views.generic import TemplateView

from gongzhi.bodies.views import redeem_view

app_name = "bodies"
urlpatterns = [
    path("left/", TemplateView.as_view(template_name="bodies/left.html"), name="left"),
    path("invitations/<str:secret>/", redeem_view, name="redeem"),
]
