"""Addresses of this app."""

app_name = "bilaterals"
urlpatterns: list = []
