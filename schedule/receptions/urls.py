"""Addresses of this app."""

app_name = "receptions"
urlpatterns: list = []
