"""What of meetings, receptions, speaking and side events waits for a delegation: until it is settled, and for those who may read of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.utils import timezone

from conference.core.access import Role
from delegations.registration.members.actions import editing
from schedule.bilaterals.meetings import actions as bilaterals
from schedule.bilaterals.models import Meeting
from schedule.programme.applications import actions as applications
from schedule.programme.models import Application, Inscription, Swap
from schedule.programme.speaking.actions import swaps
from schedule.receptions.invitations import actions as receptions
from schedule.receptions.models import Invitation
from tests.access.rules import Guest, Walker
from tests.access.walk import client_of
from tests.access.world import World
from tests.people import actor

PAGE = "/portal/ken/"


@pytest.fixture
def world(db, settings) -> Iterator[World]:
    settings.CLOCK_OFFSET = datetime(2025, 10, 10, 7, tzinfo=UTC) - timezone.now()
    return World()


def listed(world: World, walker: Walker = Guest.OWN) -> tuple[list[str], dict[str, int]]:
    """Return the titles of what waits, without deadlines, and the counts in the tabs."""
    context = client_of(walker, world).get(PAGE).context
    counts = {str(tab["label"]): tab["count"] for tab in context["menu"] if tab["count"]}
    return [item.title for item in context["waiting"]], counts


def leads(world: World, title: str) -> int:
    """Follow the one thing to do. Return the status of the page."""
    client = client_of(Guest.OWN, world)
    (item,) = [one for one in client.get(PAGE).context["waiting"] if one.title == title]
    return client.get(item.url).status_code


def test_a_meeting_to_answer(world):
    assert world.meeting
    title = "Brazil asks for a bilateral meeting"
    assert listed(world) == ([title], {"Bilateral meetings": 1})
    assert leads(world, title) == 200
    bilaterals.decline(actor=actor(world.own), meeting=Meeting.objects.get(), message="")
    assert listed(world) == ([], {})


def test_an_invitation_to_answer(world):
    found = Invitation.objects.get(public_id=world.reception_invitation)
    title = f"{found.reception}: {found.guest.full_name} is invited"
    assert listed(world) == ([title], {"Receptions": 1})
    assert leads(world, title) == 200
    receptions.answer_invitation(invitation=found, answer=receptions.Answer("regretted"))
    assert listed(world) == ([], {})


def test_an_exchange_asked_for(world):
    assert world.swap
    title = "Brazil asks to exchange places on the list of speakers “General debate”"
    assert listed(world) == ([title], {"Speaking": 1})
    assert leads(world, title) == 200
    swaps.answer_swap(actor=actor(world.own), swap=Swap.objects.get(), agree=False)
    assert listed(world) == ([], {})


def test_a_speaker_who_may_not_speak_any_more(world):
    assert world.inscription
    speaker = Inscription.objects.get().speaker
    assert listed(world) == ([], {})
    editing.withdraw_member(actor=actor(world.own), member=speaker, expected_version=speaker.version)
    title = f"{speaker.full_name} can no longer speak in the list “General debate”"
    assert listed(world) == ([title], {"Speaking": 1})
    assert leads(world, title) == 200


def test_an_application_that_was_typed_and_not_sent(world):
    found = Application.objects.get(public_id=world.side_event)
    kept = {"actor": actor(world.own), "application": found, "typed": {"title": "Evidence"}}
    if not found.typed_version:
        applications.save_draft(**kept, expected_version=0)
    (title,), counts = listed(world)
    assert title.endswith("is not sent yet")
    assert counts == {"Side events": 1}
    assert leads(world, title) == 200
    found.refresh_from_db()
    applications.withdraw_application(actor=actor(world.own), application=found, expected_version=found.version)
    assert listed(world) == ([], {})


def test_staff_read_of_it_what_their_desk_shows_them(world):
    """The control is the protocol, who sees meetings at the desk."""
    assert world.meeting
    told = {role: listed(world, role)[0] for role in Role}
    may = {Role.SECRETARIAT, Role.PROTOCOL, Role.PROGRAMME}
    assert {role for role, titles in told.items() if titles == ["Brazil asks for a bilateral meeting"]} == may
    assert {tuple(titles) for role, titles in told.items() if role not in may} == {()}
