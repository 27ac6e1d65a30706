"""Addresses of this app."""

app_name = "correspondence"
urlpatterns: list = []
