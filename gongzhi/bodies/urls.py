"""Where people come in, go out and set the first password."""

from django.contrib.auth.views import LoginView, LogoutView
from django.urls import path

from gongzhi.bodies.views import redeem_view

app_name = "bodies"
urlpatterns = [
    path("login/", LoginView.as_view(template_name="bodies/login.html"), name="login"),
    path("logout/", LogoutView.as_view(template_name="bodies/left.html"), name="logout"),
    path("invitations/<str:secret>/", redeem_view, name="redeem"),
]
