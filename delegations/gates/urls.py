"""Addresses of this app."""

from django.urls import path

from delegations.gates import api, desk, desk_devices, scanner

app_name = "gates"
PERSON = "desk/gates/people/<uuid:public_id>/"
urlpatterns = [
    path("desk/gates/", desk.home, name="home"),
    path("desk/gates/inside/<str:mark>/", desk.inside, name="inside"),
    path("desk/gates/inside/<str:mark>/clear/", desk.clear, name="clear"),
    path("desk/gates/people/", desk.people, name="people"),
    path(PERSON, desk.person, name="person"),
    path(f"{PERSON}lost/", desk.lost, name="lost"),
    path("desk/gates/findings/", desk.findings, name="findings"),
    path("desk/gates/findings/<int:pk>/settle/", desk.settle, name="settle"),
    path("desk/gates/devices/", desk_devices.devices, name="devices"),
    path("desk/gates/devices/invite/", desk_devices.invite, name="invite"),
    path("desk/gates/devices/allow/", desk_devices.allow, name="allow"),
    path("desk/gates/devices/<int:pk>/code/", desk_devices.new_code, name="new_code"),
    path("desk/gates/devices/<int:pk>/revoke/", desk_devices.revoke, name="revoke"),
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
