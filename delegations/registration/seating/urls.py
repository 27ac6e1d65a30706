from django.urls import path

from delegations.registration.seating import views_desk

urlpatterns = [
    path("desk/seating/", views_desk.show_seating, name="seating"),
    path("desk/seating/draw/", views_desk.draw, name="seating_draw"),
]
