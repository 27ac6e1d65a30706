"""Addresses of this app."""

from django.urls import path

from delegations.gates import api

app_name = "gates"
urlpatterns = [
    path("api/v1/gate/enrol", api.enrol, name="enrol"),
    path("api/v1/gate/check", api.check, name="check"),
    path("api/v1/gate/scans", api.scans, name="scans"),
    path("api/v1/gate/bundle", api.bundle_, name="bundle"),
    path("api/v1/gate/thumbs", api.thumbs_, name="thumbs"),
]
