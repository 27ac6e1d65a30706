"""Addresses of the desk's own pages."""

from django.urls import path

from conference.desk import desk

app_name = "desk"
urlpatterns = [
    path("desk/", desk.home, name="home"),
    path("desk/record/", desk.record, name="record"),
]
