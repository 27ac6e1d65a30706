from django.urls import path

from delegations.accreditation.holds import views_desk

urlpatterns = [
    path("desk/accreditation/<uuid:public_id>/hold/", views_desk.place_hold, name="hold"),
    path("desk/accreditation/<uuid:public_id>/hold/lift/", views_desk.lift, name="lift_hold"),
]
