from django.urls import path

from conference.desk import views_desk, views_documents, views_find
from conference.desk.office import views_desk as views_office
from conference.desk.policy_reports import views_public as views_policy
from conference.desk.privacy import views_desk as views_retention
from conference.desk.privacy import views_public as views_privacy
from conference.desk.record import views_desk as views_record

app_name = "desk"
urlpatterns = [
    path("desk/", views_desk.home, name="home"),
    path("desk/office/", views_office.office, name="office"),
    path("desk/office/texts/", views_office.texts, name="texts"),
    path("desk/office/retention/", views_retention.retention, name="retention"),
    path("privacy/", views_privacy.privacy, name="privacy"),
    path("desk/office/<slug:name>/", views_office.table, name="table"),
    path("desk/office/<slug:name>/new/", views_office.create_row, name="table_new"),
    path("desk/office/<slug:name>/<int:pk>/", views_office.row, name="table_row"),
    path("desk/office/<slug:name>/<int:pk>/remove/", views_office.remove, name="table_remove"),
    path("desk/find/", views_find.search_desk, name="find"),
    path("desk/record/", views_record.record, name="record"),
    path("desk/record/export/", views_record.export, name="record_export"),
    path("desk/papers/", views_documents.home, name="papers"),
    path("desk/papers/made/<uuid:public_id>/", views_documents.job, name="paper_job"),
    path("desk/papers/made/<uuid:public_id>/file/", views_documents.job_file, name="paper_job_file"),
    path("desk/papers/<slug:name>/by-worker/", views_documents.by_worker, name="paper_by_worker"),
    path("desk/papers/<slug:name>.pdf", views_documents.document, name="paper"),
    path("desk/record/reads/", views_record.read, name="reads"),
    path("csp-report/", views_policy.receive, name="csp_report"),
]
