"""Addresses of this app."""

app_name = "accreditation"
urlpatterns: list = []
