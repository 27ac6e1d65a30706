"""Addresses of this app."""

from django.urls import path

from delegations.gates import api, scanner

app_name = "gates"
urlpatterns = [
    path("api/v1/gate/enrol", api.enrol, name="enrol"),
    path("api/v1/gate/check", api.check, name="check"),
    path("api/v1/gate/scans", api.scans, name="scans"),
    path("api/v1/gate/bundle", api.bundle_, name="bundle"),
    path("api/v1/gate/thumbs", api.thumbs_, name="thumbs"),
    path("gate/", scanner.page, name="scanner"),
    path("gate/sw.js", scanner.service_worker, name="scanner-sw"),
    path("gate/reader.js", scanner.reader, name="scanner-reader"),
    path("gate/manifest.webmanifest", scanner.manifest, name="scanner-manifest"),
]
