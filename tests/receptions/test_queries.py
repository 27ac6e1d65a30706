"""The pages of a reception ask the database as often for forty guests as for ten."""

from __future__ import annotations

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from conference.core import clock
from conference.core.access import Role
from schedule.receptions.arrivals.actions import record_arrival
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.invitations import actions
from schedule.receptions.invitations.actions import Answer
from schedule.receptions.models import Invitation, Reception
from tests.people import NOTED, make_focal_point, make_member, make_user, sign_in
from tests.receptions.scene import NOW, link_of, make_scene

PAGES = {"list of guests": "", "entrance": "door/", "who came": "after/"}
# With the one that notes in the access log who read the names.
MOST = {"list of guests": 12, "entrance": 12, "entrance, to release": 12, "who came": 11, "wave": 12}


@pytest.fixture
def scene(keeper):
    with time_machine.travel(NOW, tick=False):
        yield keeper(make_scene, capacity=20, invite=False)


def asked(ask) -> tuple[int, object]:
    with CaptureQueriesContext(connection) as queries:
        answer = ask()
    assert answer.status_code == 200
    return len(queries), answer.context


@pytest.mark.slow
def test_forty_guests_ask_as_much_as_ten(scene, client):
    desk = sign_in(client, make_user(None, Role.PROTOCOL))
    where = "/desk/receptions/banquet/"
    desk.get(where)
    found: dict[int, dict[str, int]] = {}
    for count in (10, 40):
        for number in range(Invitation.objects.count() or 4, count):
            make_member(f"X{number:02}", capacity="head", state="submitted")
        found[count] = {}
        found[count]["wave"], context = asked(lambda: desk.post(f"{where}wave/", {"kind": "heads"}))
        preview = context["preview"]
        assert len(preview.guests) + len(preview.double) == count
        fresh = list(Invitation.objects.values_list("pk", flat=True))
        guest_list.invite(actor=scene.protocol, reception=scene.reception)
        half = list(Invitation.objects.exclude(pk__in=fresh).order_by("pk"))[::2]
        for place, one in enumerate(half):
            row = actions.answer_invitation(
                invitation=one, answer=Answer("yes", companion="" if place % 2 else "A. N. Other")
            )
            if row.state == "accepted" and place % 3:
                with clock.standing(scene.reception.begins):
                    record_arrival(actor=scene.protocol, invitation=row)
        for name, path in PAGES.items():
            found[count][name], context = asked(lambda path=path: desk.get(where + path))
        with clock.standing(scene.reception.starts):
            found[count]["entrance, to release"], context = asked(lambda: desk.get(f"{where}door/"))
        assert context["may_release"]
    assert Reception.objects.get().free == 0
    assert Invitation.objects.filter(state="waiting").count() > 1
    assert found[40] == found[10]
    assert all(found[40][name] - NOTED < most for name, most in MOST.items()), found


ANSWER = 15  # the key of whom it concerns among them


def test_an_answer_asks_as_often_however_many_wait(scene, client):
    Reception.objects.update(capacity=6)
    found = {}
    for count in (10, 40):
        for number in range(Invitation.objects.count() or 4, count):
            make_member(f"X{number:02}", capacity="head", state="submitted")
        last = f"X{count - 1:02}"
        make_focal_point(last, email=f"focal.{last.lower()}@mission.example")
        guest_list.invite(actor=scene.protocol, reception=scene.reception)
        for one in list(Invitation.objects.filter(state="sent").exclude(delegation__party__code=last)):
            actions.answer_invitation(invitation=one, answer=Answer("yes", companion="A. N. Other"))
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(link_of(last), {"to": "yes", "version": "1"})
        assert answer.status_code == 302
        found[count] = len(queries)
    assert Invitation.objects.filter(state="waiting").count() == 37
    assert found == {10: ANSWER, 40: ANSWER}
