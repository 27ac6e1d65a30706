from django.urls import path

from schedule.receptions.papers import views_desk

urlpatterns = [
    path("desk/receptions/<slug:code>/seating/<slug:name>.pdf", views_desk.paper, name="seating-paper"),
]
