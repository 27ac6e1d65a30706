"""Addresses of the desk's own pages."""

from django.urls import path

from conference.desk import desk, papers

app_name = "desk"
urlpatterns = [
    path("desk/", desk.home, name="home"),
    path("desk/record/", desk.record, name="record"),
    path("desk/papers/", papers.home, name="papers"),
    path("desk/papers/made/<uuid:public_id>/", papers.job, name="paper_job"),
    path("desk/papers/made/<uuid:public_id>/file/", papers.job_file, name="paper_job_file"),
    path("desk/papers/<slug:name>/by-worker/", papers.by_worker, name="paper_by_worker"),
    path("desk/papers/<slug:name>.pdf", papers.document, name="paper"),
    path("desk/record/reads/", desk.read, name="reads"),
]
