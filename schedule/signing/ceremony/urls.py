from django.urls import path

from schedule.signing.ceremony import views_desk

urlpatterns = [
    path("desk/signing/sessions/<slug:code>/console/", views_desk.console, name="console"),
    path("desk/signing/sessions/<slug:code>/console/act/", views_desk.act, name="act"),
]
