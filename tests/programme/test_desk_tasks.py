"""The desk is told of unpublished changes: now of those that begin within a day, else of those to what comes later."""

from __future__ import annotations

from dataclasses import replace

import pytest
import time_machine

from conference.core.access import SYSTEM, Role
from conference.db import together
from conference.desk.registry import Urgency, tasks_for
from delegations.registration.members.actions import editing as registration
from schedule.programme.releases import desk_tasks
from schedule.programme.sessions.actions import editing as actions_editing
from schedule.programme.sessions.actions.editing import get_content
from schedule.programme.sessions.content import PanelSeat
from tests.calendar.places import at
from tests.people import actor, make_focal_point, make_member, make_user
from tests.programme.draft import add, organiser, publish


def told(moment: str, day: int, role: Role = Role.PROGRAMME):
    who = actor(make_user(None, role))
    with time_machine.travel(at(moment, day), tick=False):
        return [matter for matter in tasks_for(who) if matter.key.startswith("programme.")]


@pytest.fixture
def moved(world):
    session = add(starts="14:00", ends="15:00")
    publish()
    actions_editing.edit_session(
        actor=organiser(),
        session=session,
        content=replace(get_content(session), starts=at("15:00"), ends=at("16:00")),
        expected_version=1,
    )


def test_a_change_within_a_day_is_told_with_its_remedy(moved):
    (matter,) = told("14:30", 24)
    assert (matter.urgency, matter.tone, matter.owner) == (Urgency.NOW, "wait", Role.PROGRAMME.label)
    assert matter.title == "1 change to the next 24 hours is not published"
    assert matter.why == "Opening of the Conference has a new time: 15:00, was 14:00."
    assert (matter.remedy, matter.url) == ("Publish release 2", "/desk/programme/publish/")


@pytest.mark.parametrize(
    ("moment", "day", "expected"),
    [
        ("13:59:59", 24, [Urgency.LATER]),
        ("14:00:01", 24, [Urgency.NOW]),
        ("14:30", 25, [Urgency.NOW]),
        ("15:00:01", 25, []),
    ],
    ids=["more than a day ahead", "the released time is near", "the draft's time is near", "over"],
)
def test_near_is_the_released_time_or_the_drafts(moved, moment, day, expected):
    assert [matter.urgency for matter in told(moment, day)] == expected


def test_what_is_far_off_waits_on_the_desk_too(moved):
    (matter,) = told("10:00", 10)
    assert matter.title == "1 change to the programme is not published"
    assert matter.why == "Opening of the Conference has a new time: 15:00, was 14:00."
    assert (matter.remedy, matter.url, matter.due) == ("Publish release 2", "/desk/programme/publish/", at("14:00"))


def test_nothing_when_all_is_published(world):
    add()
    publish()
    assert told("08:00", 25) == []


def test_nothing_to_those_who_cannot_publish(moved):
    assert told("14:30", 25, Role.PROTOCOL) == []


def test_a_programme_that_nobody_can_read_yet(world):
    assert told("08:00", 1) == []
    add()
    (matter,) = told("08:00", 1)
    assert (matter.key, matter.urgency, matter.remedy) == ("programme.unreleased", Urgency.LATER, "Publish release 1")


def test_one_query_when_there_is_nothing_to_tell(world, django_assert_num_queries):
    add()
    publish()
    with django_assert_num_queries(1):
        assert together.results_of(desk_tasks.unpublished(SYSTEM)) == []


class TestPeopleWhoAreGone:
    def named(self) -> list[tuple[str, str]]:
        return [
            (matter.title, matter.why) for matter in told("10:00", 24) if matter.key.startswith("programme.person.")
        ]

    def test_a_chair_and_a_panellist_who_left_their_delegation_are_told(self, world):
        chair, seated = (make_member(code, state="submitted", name_on_badge=name) for code, name in PEOPLE)
        add(chair=chair, panel=[PanelSeat(seated), PanelSeat(name="A guest")])
        publish()
        assert self.named() == []
        registration.withdraw_member(
            actor=actor(make_focal_point("BRA")), member=seated, expected_version=seated.version
        )
        assert self.named() == [
            (
                "Rui Lima is still named for Opening of the Conference",
                "Brazil no longer has this member. Name somebody else, or remove the place from the panel.",
            )
        ]
        registration.withdraw_member(actor=actor(make_focal_point("KEN")), member=chair, expected_version=chair.version)
        assert len(self.named()) == 2


PEOPLE = (("KEN", "Ana Noor"), ("BRA", "Rui Lima"))
