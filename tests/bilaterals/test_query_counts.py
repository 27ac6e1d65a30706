"""Asking and accepting by the pages take the same queries, however many meetings there are."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import Meeting
from tests.bilaterals.scene import AT, NOW, make_scene, meeting_room
from tests.bilaterals.test_pages import FORM
from tests.people import actor, make_delegation, make_focal_point, make_member, sign_in

CODES = ("FRA", "CIV", "HRV", "VNM", "AAA", "BBB", "CCC", "DDD")
# One of those for an answer lets the letters go that waited while the request could be undone.
ASKING, ACCEPTING = 20, 30


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene)


def meetings(scene, count):
    """Make agreed meetings of other delegations and of the two, some with a room, at other times."""
    for code in CODES:
        make_member(code, capacity="head", state="submitted")
    for number in range(count):
        one, two = CODES[number % 4], CODES[4 + number % 4]
        starts = AT - timedelta(hours=5) + timedelta(minutes=40 * number)
        values = {"actor": actor(make_focal_point(one)), "asking": make_delegation(one), "asked": make_delegation(two)}
        made = actions.accept(actor=actor(make_focal_point(two)), meeting=scene.ask(starts, **values))
        if number % 2:
            actions.give_room(actor=scene.protocol, meeting=made, room=meeting_room(f"C-{number}", 20))


@pytest.mark.parametrize("count", [0, 3, 8])
def test_asking_and_accepting(client, scene, count):
    meetings(scene, count)
    sign_in(client, scene.user_ke)
    page = reverse("bilaterals:ask", args=["ken"])
    # What a process reads once is read by then.
    client.post(page, {**FORM, "start": (AT + timedelta(days=1)).isoformat(), "party": "FRA"})
    with CaptureQueriesContext(connection) as asking:
        assert client.post(page, FORM).status_code == 302
    meeting = Meeting.objects.get(asking=scene.kenya, asked=scene.brazil)
    sign_in(client, scene.user_br)
    answer = reverse("bilaterals:answer", args=["bra", meeting.public_id])
    values = {"answer": "accept", "choice": "first", "version": "1", "party_size": "4"}
    with CaptureQueriesContext(connection) as accepting:
        assert client.post(answer, values).status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == "accepted"
    assert (len(asking), len(accepting)) == (ASKING, ACCEPTING)
