"""A meeting of three is said to be of three wherever it is named."""

from __future__ import annotations

import pytest
import time_machine
from django.urls import reverse

from conference.accounts.models import User
from conference.audit.models import AuditEntry
from conference.core.access import Role
from conference.correspondence.models import Message
from conference.desk.registry import tasks_for
from delegations.registration.overview import history
from schedule.bilaterals import itinerary
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import Meeting
from schedule.calendar.itineraries.itinerary import ItineraryParty
from schedule.calendar.models import Engagement
from tests.bilaterals.rules import all_is_well
from tests.bilaterals.scene import NOW, Scene, make_scene
from tests.people import actor, make_delegation, make_focal_point, make_member, make_user, sign_in

ALL = "Kenya, Brazil, France"


@pytest.fixture
def scene(keeper) -> Scene:
    with time_machine.travel(NOW, tick=False):
        scene = keeper(make_scene)
        make_member("FRA", capacity="head", state="submitted", family_name="Morel", given_names="Anne")
        make_focal_point("FRA", email="focal.fra@mission.example", name="Luc Petit")
        yield scene


def of_france():
    return actor(User.objects.get(email="focal.fra@mission.example"))


def agreed(scene: Scene) -> Meeting:
    france = make_delegation("FRA")
    meeting = scene.ask(further=[france])
    actions.accept(actor=of_france(), meeting=meeting, by=france)
    return actions.accept(actor=scene.of_brazil, meeting=Meeting.objects.get(), by=scene.brazil)


def contexts(kind: str) -> dict[str, dict]:
    letters = Message.objects.filter(kind=f"bilaterals.{kind}")
    return {letter.recipient.split(".")[1][:3]: letter.context for letter in letters}


def test_in_letters_who_is_asked_reads_who_asks_and_with_whom(scene: Scene):
    agreed(scene)
    asked = contexts("requested")
    assert {side: context["them"]["en"] for side, context in asked.items()} == {"bra": "Kenya", "fra": "Kenya"}
    assert {context["everybody"]["en"] for context in asked.values()} == {ALL}
    accepted = contexts("accepted")
    assert {side: context["them"]["en"] for side, context in accepted.items()} == {
        "ken": "Brazil, France",
        "bra": "Kenya, France",
        "fra": "Kenya, Brazil",
    }
    assert accepted["fra"]["them"]["fr"] == "Kenya et Brazil"
    # Of two, the names in the first sentence are enough.
    scene.ask(starts=NOW.replace(day=26), asked=make_delegation("FRA"))
    assert Message.objects.filter(kind="bilaterals.sent").latest("pk").context["everybody"] == {}


def test_at_the_desk(client, scene: Scene):
    meeting = agreed(scene)
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    page = client.get(reverse("bilaterals:desk-meeting", args=[meeting.public_id]))
    assert f"<title>{ALL}" in page.text
    board = client.get(reverse("bilaterals:board-day", args=[meeting.day])).text
    assert ALL in board
    [task] = [task for task in tasks_for(scene.protocol) if "need a room" in str(task.title)]
    assert [party.code for party in task.parties] == ["KEN", "BRA", "FRA"]
    assert "Kenya, Brazil and France" in str(task.why)
    # The third is found by its name.
    assert "Kenya, Brazil and France" in client.get("/desk/find/?q=France").text
    assert str(AuditEntry.objects.filter(verb="meeting.accepted").get().subject_label) == ALL
    labels = {str(engagement.labels["en"]) for engagement in Engagement.objects.all()}
    assert labels == {f"Meeting of {ALL}"}


def test_in_each_portal_and_itinerary(client, scene: Scene):
    meeting = agreed(scene)
    for user, code, others in (
        (scene.user_ke, "ken", "Brazil, France"),
        (scene.user_br, "bra", "Kenya, France"),
    ):
        client = sign_in(client.__class__(), user)
        assert others in client.get(reverse("bilaterals:meetings", args=[code])).text
        page = client.get(reverse("bilaterals:meeting", args=[code, meeting.public_id])).text
        assert f"<title>{others}, bilateral meeting" in page
        assert "Anne Morel" in page
    party = ItineraryParty(scene.kenya, ())
    [entry] = itinerary.entries([party])[scene.kenya.pk]
    assert entry.title == "Bilateral meeting: Brazil, France"
    assert "Joana Lima" in entry.note
    assert "Anne Morel" in entry.note


def test_in_each_history(scene: Scene):
    agreed(scene)
    texts = {
        side.party.code: [line.text for line in history.find_lines(side, who)]
        for side, who in (
            (scene.kenya, scene.of_kenya),
            (scene.brazil, scene.of_brazil),
            (make_delegation("FRA"), of_france()),
        )
    }
    assert "The bilateral meeting with Brazil, France was agreed to." in texts["KEN"]
    assert "A bilateral meeting with Kenya, France was requested." in texts["BRA"]
    assert "A bilateral meeting with Kenya, Brazil was requested." in texts["FRA"]


def test_three_at_the_desk_are_booked_at_once_in_a_room_that_seats_all(client, scene: Scene):
    client = sign_in(client, make_user(None, Role.PROTOCOL))
    url, third = reverse("bilaterals:walk-in"), make_delegation("FRA")
    sent = {"asking": scene.kenya.pk, "asked": scene.brazil.pk, "third": third.pk, "starts": "2025-10-25T14:20"}
    sent |= {"length": "20", "party_size": "3", "room": "B-1"}
    refused = client.post(url, sent)
    # Nine do not fit into a room of eight.
    assert [code for code, _label in refused.context["form"].fields["room"].choices] == ["", "B-3"]
    done = client.post(url, {**sent, "room": "B-3"}, follow=True)
    assert "Booked. All delegations are informed." in done.text
    meeting = Meeting.objects.get()
    assert (meeting.state, meeting.room.code, str(meeting)) == ("confirmed", "B-3", ALL)
    assert [party.agrees for party in meeting.further()] == [True]
    assert {*contexts("confirmed")} == {"ken", "bra", "fra"}
    assert all_is_well()
