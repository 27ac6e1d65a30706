"""Addresses of the desk's own pages."""

from django.urls import path

from conference.desk import desk, papers

app_name = "desk"
urlpatterns = [
    path("desk/", desk.home, name="home"),
    path("desk/record/", desk.record, name="record"),
    path("desk/papers/", papers.home, name="papers"),
    path("desk/papers/<slug:name>.pdf", papers.document, name="paper"),
    path("desk/record/reads/", desk.read, name="reads"),
]
