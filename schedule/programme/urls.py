"""Addresses of this app."""

app_name = "programme"
urlpatterns: list = []
