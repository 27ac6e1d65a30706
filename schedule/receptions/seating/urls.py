from django.urls import path

from schedule.receptions.seating import views_desk

urlpatterns = [
    path("desk/receptions/<slug:code>/seating/", views_desk.page, name="seating"),
    path("desk/receptions/<slug:code>/seating/begin/", views_desk.begin, name="seating-begin"),
    path("desk/receptions/<slug:code>/seating/act/", views_desk.act, name="seating-act"),
    path("desk/receptions/<slug:code>/seating/tables/", views_desk.tables, name="seating-tables"),
    path("desk/receptions/<slug:code>/seating/refusals/", views_desk.refusals, name="seating-refusals"),
]
