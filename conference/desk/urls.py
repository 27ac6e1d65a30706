from django.urls import path

from conference.desk import views_desk, views_documents

app_name = "desk"
urlpatterns = [
    path("desk/", views_desk.home, name="home"),
    path("desk/record/", views_desk.record, name="record"),
    path("desk/papers/", views_documents.home, name="papers"),
    path("desk/papers/made/<uuid:public_id>/", views_documents.job, name="paper_job"),
    path("desk/papers/made/<uuid:public_id>/file/", views_documents.job_file, name="paper_job_file"),
    path("desk/papers/<slug:name>/by-worker/", views_documents.by_worker, name="paper_by_worker"),
    path("desk/papers/<slug:name>.pdf", views_documents.document, name="paper"),
    path("desk/record/reads/", views_desk.read, name="reads"),
]
