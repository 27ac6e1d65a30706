"""Addresses of this app."""

from django.urls import path

from conference.machines import desk

app_name = "machines"
urlpatterns = [
    path("desk/machines/", desk.machines, name="list"),
    path("desk/machines/make/", desk.make, name="make"),
    path("desk/machines/<int:pk>/revoke/", desk.revoke, name="revoke"),
]
