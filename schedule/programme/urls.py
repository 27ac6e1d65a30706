"""Addresses of this app."""

from django.urls import path

from conference import converters  # noqa: F401  (the converter `day`)
from schedule.programme import desk, desk_grid, desk_session, public, public_files, public_whole
from schedule.programme.applications.urls import urlpatterns as applications
from schedule.programme.speaking.urls import urlpatterns as speaking

app_name = "programme"
urlpatterns = [
    path("programme/", public.day, name="day"),
    path("programme/<day:day>/", public.day, name="day"),
    path("programme/<day:day>/order-of-the-day.pdf", public_files.printed, name="printed"),
    path("programme/programme.pdf", public_files.printed_whole, name="printed_whole"),
    path("programme/session/<slug:key>/", public.session, name="session"),
    path("programme/session/<slug:key>.ics", public_files.session_calendar, name="session_calendar"),
    path("programme/session/<slug:key>/paper-<int:place>.pdf", public_files.paper, name="paper"),
    path("programme/schedule.json", public_files.schedule_json, name="schedule_json"),
    path("programme/schedule.xml", public_files.schedule_xml, name="schedule_xml"),
    path("programme/search/", public_whole.search, name="search"),
    path("programme/now/", public_whole.now_and_next, name="now"),
    path("programme/print/", public_whole.whole, name="whole"),
    path("programme/changes/", public.changed, name="changes"),
    path("programme.ics", public_files.calendar, name="calendar"),
    path("desk/programme/", desk.programme, name="desk"),
    path("desk/programme/<day:day>/", desk.programme, name="desk"),
    path("desk/programme/new/", desk_session.new, name="new"),
    path("desk/programme/publish/", desk.publish, name="publish"),
    path("desk/programme/session/<slug:key>/", desk_session.session, name="edit"),
    path("desk/programme/session/<slug:key>/move/", desk_grid.move, name="move"),
    path("desk/programme/session/<slug:key>/document/<int:place>/", desk_session.document, name="document"),
    path("desk/programme/session/<slug:key>/remove/", desk.remove, name="remove"),
    *speaking,
    *applications,
]
