from django.urls import path

from schedule.signing.status import views_public

urlpatterns = [
    path("treaty/", views_public.treaty, name="treaty"),
    path("treaty/declarations/", views_public.declarations, name="declarations"),
    path("treaty/treaty.json", views_public.as_json, name="treaty_json"),
    path("treaty/treaty.csv", views_public.as_csv, name="treaty_csv"),
    path("treaty/treaty.ics", views_public.as_calendar, name="treaty_ics"),
]
