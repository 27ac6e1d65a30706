from django.urls import path

from delegations.gates.sync import views_api

urlpatterns = [
    path("api/v1/gate/enrol", views_api.enrol, name="enrol"),
    path("api/v1/gate/check", views_api.check_scan, name="check"),
    path("api/v1/gate/scans", views_api.take_scans, name="scans"),
    path("api/v1/gate/bundle", views_api.bundle_, name="bundle"),
    path("api/v1/gate/thumbs", views_api.thumbs_, name="thumbs"),
]
