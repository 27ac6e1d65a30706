"""Addresses of the receptions."""

from django.urls import path

from schedule.receptions import desk, portal, public

app_name = "receptions"
urlpatterns = [
    path("invited/<str:secret>/", public.answer, name="answer"),
    path("portal/<slug:code>/receptions/", portal.invitations, name="invitations"),
    path("portal/<slug:code>/receptions/<uuid:public_id>/", portal.invitation, name="invitation"),
    path("desk/receptions/", desk.receptions, name="receptions"),
    path("desk/receptions/<slug:code>/", desk.reception, name="reception"),
    path("desk/receptions/<slug:code>/invite/", desk.invite, name="invite"),
    path("desk/receptions/<slug:code>/<uuid:public_id>/substitute/", desk.substitute, name="substitute"),
    path("desk/receptions/<slug:code>/<uuid:public_id>/anew/", desk.anew, name="anew"),
]
