"""Addresses of this app."""

app_name = "registration"
urlpatterns: list = []
