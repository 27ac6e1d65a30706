from django.urls import path

from schedule.signing.record import views_desk

urlpatterns = [
    path("desk/signing/sessions/<slug:code>/record/", views_desk.record, name="record"),
    path("desk/signing/sessions/<slug:code>/record/close/", views_desk.close, name="record_close"),
    path("desk/signing/sessions/<slug:code>/record/rectify/", views_desk.rectify, name="record_rectify"),
    path("desk/signing/signatures.csv", views_desk.signatures_csv, name="signatures_csv"),
    path("desk/signing/sessions/<slug:code>/record.csv", views_desk.csv, name="record_csv"),
]
