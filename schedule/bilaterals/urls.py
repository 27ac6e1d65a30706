"""Addresses of the bilateral meetings."""

from django.urls import path

import conference.converters  # noqa: F401  (knows <day:…>)
from schedule.bilaterals import desk, portal

app_name = "bilaterals"
urlpatterns = [
    path("portal/<slug:code>/bilaterals/", portal.meetings, name="meetings"),
    path("portal/<slug:code>/bilaterals/ask/", portal.ask, name="ask"),
    path("portal/<slug:code>/bilaterals/ask/chosen/", portal.chosen, name="chosen"),
    path("portal/<slug:code>/bilaterals/<uuid:public_id>/", portal.meeting, name="meeting"),
    path("portal/<slug:code>/bilaterals/<uuid:public_id>/answer/", portal.answer, name="answer"),
    path("portal/<slug:code>/bilaterals/<uuid:public_id>/cancel/", portal.cancel, name="cancel"),
    path("desk/bilaterals/", desk.board, name="board"),
    path("desk/bilaterals/<day:day>/", desk.board, name="board-day"),
    path("desk/bilaterals/<uuid:public_id>/", desk.meeting, name="desk-meeting"),
    path("desk/bilaterals/<uuid:public_id>/room/", desk.place, name="place"),
    path("desk/bilaterals/<uuid:public_id>/cancel/", desk.cancel, name="desk-cancel"),
]
