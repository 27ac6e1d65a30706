from django.urls import path

from delegations.registration.person_file import views_desk

urlpatterns = [path("desk/people/<uuid:public_id>/data/", views_desk.give, name="desk_person_data")]
