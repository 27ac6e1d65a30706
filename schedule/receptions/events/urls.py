from django.urls import path

from schedule.receptions.events import views_desk

urlpatterns = [
    path("desk/receptions/new/", views_desk.new, name="new"),
    path("desk/receptions/<slug:code>/edit/", views_desk.edit, name="edit"),
]
