"""A third delegation learns that somebody is busy, never with whom: from no page, feed or error."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from conference.core.errors import UserError
from schedule.bilaterals.meetings import actions
from tests.bilaterals.scene import AT, NOW, make_scene
from tests.people import actor, make_focal_point, make_member, sign_in

# Of the meeting of Kenya and Brazil.
SECRETS = ("Ratification timetables", "Mathenge", "Naliaka", "Barasa")


@pytest.fixture
def scene(db):
    with time_machine.travel(NOW, tick=False):
        found = make_scene()
        found.france = make_member("FRA", capacity="head", state="submitted", family_name="Moreau").delegation
        found.user_fr = make_focal_point("FRA")
        meeting = actions.accept(actor=found.of_brazil, meeting=found.ask())
        found.meeting = actions.give_room(actor=found.protocol, meeting=meeting, room=found.room)
        yield found


def says_nothing(text: str, *besides: str) -> None:
    for secret in (*SECRETS, *besides):
        assert secret not in text


@pytest.fixture
def france(client, scene):
    return sign_in(client, scene.user_fr)


def test_the_table_of_times_says_busy(france, scene):
    page = france.get(reverse("bilaterals:ask", args=["fra"]), {"party": "BRA"}).content.decode()
    assert "Brazil busy" in page
    table = page[page.index("slots-days") : page.index("</table>", page.rindex("slots-days"))]
    says_nothing(page)
    says_nothing(table, "Kenya")


def test_the_lists_of_others_do_not_have_it(france, scene):
    for url in (
        reverse("bilaterals:meetings", args=["fra"]),
        reverse("calendar:itinerary", args=["fra"]),
        reverse("registration:history", args=["fra"]),
    ):
        page = france.get(url)
        assert page.status_code == 200, url
        says_nothing(page.content.decode(), str(scene.meeting.public_id))


@pytest.mark.parametrize("name", ["meeting", "answer", "cancel", "keep"])
@pytest.mark.parametrize("code", ["fra", "bra"])
def test_its_addresses_answer_as_if_there_were_none(france, scene, name, code):
    mine = reverse(f"bilaterals:{name}", args=[code, scene.meeting.public_id])
    none = reverse(f"bilaterals:{name}", args=[code, "00000000-0000-4000-8000-000000000000"])
    method = france.get if name == "meeting" else france.post
    there, nowhere = method(mine), method(none)
    assert (there.status_code, nowhere.status_code) == (404, 404)
    says_nothing(there.content.decode(), "Kenya")


@pytest.mark.parametrize("minutes", [0, 10, -10])
def test_a_refusal_names_the_asked_side_alone(scene, minutes):
    with pytest.raises(UserError) as refused:
        scene.ask(AT + timedelta(minutes=minutes), actor=actor(scene.user_fr), asking=scene.france)
    assert "Joana Lima is engaged" in str(refused.value)
    says_nothing(str(refused.value), "Kenya")


def test_a_counter_proposal_offers_no_time_that_others_fill_and_says_nothing_of_them(france, scene):
    later, wish = AT + timedelta(hours=1), actions.Wish(topics="Training", party_size=2, contact="Rui Prado")
    meeting = scene.ask(later, wish=wish, actor=scene.of_brazil, asking=scene.brazil, asked=scene.france)
    page = france.get(reverse("bilaterals:meeting", args=["fra", meeting.public_id])).content.decode()
    assert 'value="2025-10-25T14:20' not in page
    says_nothing(page, "Kenya")
