from django.urls import path

from delegations.gates.presence import views_desk

PERSON = "desk/gates/people/<uuid:public_id>/"
urlpatterns = [
    path("desk/gates/", views_desk.home, name="home"),
    path("desk/gates/inside/<str:mark>/", views_desk.list_inside, name="inside"),
    path("desk/gates/inside/<str:mark>/clear/", views_desk.clear_zone, name="clear"),
    path("desk/gates/people/", views_desk.people, name="people"),
    path(PERSON, views_desk.show_person, name="person"),
    path(f"{PERSON}lost/", views_desk.report_lost_badge, name="lost"),
]
