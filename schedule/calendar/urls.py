"""Addresses of this app."""

app_name = "calendar"
urlpatterns: list = []
