from django.urls import path

from schedule.signing.appointments import views_desk, views_portal

urlpatterns = [
    path("portal/<slug:code>/signing/", views_portal.appointment, name="appointment"),
    path("desk/signing/", views_desk.listing, name="desk"),
    path("desk/signing/<uuid:public_id>/", views_desk.one, name="one"),
    path("desk/signing/<uuid:public_id>/review/", views_desk.review, name="review"),
    path("desk/signing/<uuid:public_id>/announced/", views_desk.announce, name="announce"),
]
