from django.urls import path

from schedule.results.reports import views_desk, views_public

urlpatterns = [
    path("results/", views_public.results, name="public"),
    path("results/results.json", views_public.as_json, name="json"),
    path("results/results.csv", views_public.as_csv, name="csv"),
    path("desk/results/", views_desk.results, name="desk"),
    path("desk/results/close/", views_desk.close, name="close"),
    path("desk/results/report.pdf", views_desk.paper_pdf, name="paper"),
]
