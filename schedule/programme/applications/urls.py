"""Addresses of side events; they belong to the app's name, `programme`."""

from django.urls import path

from schedule.programme.applications import desk, portal

urlpatterns = [
    path("portal/<slug:code>/side-events/", portal.listing, name="side_events"),
    path("portal/<slug:code>/side-events/<uuid:public_id>/", portal.one, name="side_event"),
    path("portal/<slug:code>/side-events/<uuid:public_id>/draft/", portal.draft, name="side_event_draft"),
    path("portal/<slug:code>/side-events/<uuid:public_id>/note/", portal.note_file, name="side_event_note"),
    path("portal/<slug:code>/side-events/<uuid:public_id>/withdraw/", portal.withdraw, name="side_event_withdraw"),
    path("desk/side-events/", desk.listing, name="applications"),
    path("desk/side-events/<uuid:public_id>/", desk.one, name="application"),
    path("desk/side-events/<uuid:public_id>/accept/", desk.accept, name="application_accept"),
    path("desk/side-events/<uuid:public_id>/decline/", desk.decline, name="application_decline"),
]
