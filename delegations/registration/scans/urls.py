from django.urls import path

from delegations.registration.scans import views_desk, views_portal

urlpatterns = [
    path("portal/<slug:code>/members/<uuid:public_id>/scan/", views_portal.scan, name="scan"),
    path("desk/scans/<uuid:public_id>/", views_desk.scan, name="desk_scan"),
]
