"""Addresses of the demo, below /demo/; `conference/urls.py` includes them in the demo alone."""

from django.urls import include, path

from conference.accounts import demo

app_name = "demo"
urlpatterns = [
    path("", demo.home, name="home"),
    path("sign-in/", demo.sign_in, name="sign-in"),
    path("leave/", demo.leave, name="leave"),
    path("mailbox/", include("conference.correspondence.mailbox_urls")),
]
