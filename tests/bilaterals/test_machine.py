"""Requests, answers, expiry, bumping, replacement and closing in any order: the calendar and the counts say what the meetings say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM
from conference.core.errors import UserError
from delegations.registration.members.queries import head_of
from delegations.registration.models import Delegation
from schedule.bilaterals.board.queries import find_due
from schedule.bilaterals.meetings import actions, queries
from schedule.bilaterals.models import AGREED, LIVE, OPEN, Meeting, Offer
from schedule.calendar.engagements import closures
from schedule.calendar.models import Closure
from tests.bilaterals.rules import all_is_well
from tests.bilaterals.scene import AT, LENGTH, NOW, WISH, make_scene
from tests.people import actor, make_delegation, make_focal_point, make_member

pytestmark = pytest.mark.slow

CODES = ("KEN", "BRA", "FRA", "CIV")
SLOTS = [AT + timedelta(minutes=30 * n) for n in range(4)] + [AT + timedelta(days=1)]
# Each step: what is done, and numbers that choose to whom and when.
STEPS = st.lists(
    st.tuples(
        st.sampled_from(
            ["ask"] * 3
            + ["accept"] * 3
            + ["propose", "take", "keep_time", "decline", "cancel", "room", "room", "bump", "replace", "keep"]
            + ["close", "reopen", "wait", "expire", "telephone", "three"]
        ),
        st.integers(0, 11),
        st.integers(0, 11),
    ),
    min_size=8,
    max_size=20,
)


@dataclass
class World:
    scene: Any
    actors: dict[str, Any]
    time: Any

    def side(self, number: int) -> Delegation:
        return make_delegation(CODES[number % len(CODES)])

    def meeting(self, number: int, *states: str) -> Meeting | None:
        found = list(queries.all_meetings().filter(state__in=states).order_by("pk"))
        return found[number % len(found)] if found else None

    def acting_for(self, side: Delegation) -> Any:
        return self.actors[side.party.code]


@pytest.fixture
def world(db):
    with time_machine.travel(NOW, tick=False) as time:
        scene = make_scene()
        for code in CODES[2:]:
            make_member(code, capacity="head", state="submitted")
        yield World(scene, {code: actor(make_focal_point(code)) for code in CODES}, time)


def ask(world: World, one: int, two: int, **more: Any) -> None:
    asking, asked, starts = world.side(one), world.side(one + 1 + two % 3), SLOTS[two % len(SLOTS)]
    values = {"asking": asking, "asked": asked, "starts": starts, "length": LENGTH, "wish": WISH}
    actions.request_meeting(actor=world.acting_for(asking), **values, **more)


def accept(world: World, one: int, two: int) -> None:
    if meeting := world.meeting(one, *OPEN):
        by = next(side for side in meeting.parties() if meeting.awaits(side))
        size = actions.Reply(party_size=1 + two) if meeting.state == "requested" else None
        actions.accept(actor=world.acting_for(by), meeting=meeting, by=by, reply=size)


def propose(world: World, one: int, two: int) -> None:
    if meeting := world.meeting(one, *OPEN, *AGREED):
        by = meeting.parties()[two % 2]
        times = [SLOTS[two % len(SLOTS)], SLOTS[-1]][: 1 + two % 2]
        actions.propose(actor=world.acting_for(by), meeting=meeting, by=by, times=times)


def take(world: World, one: int, _two: int) -> None:
    if offer := Offer.objects.order_by("pk").first():
        meeting = queries.all_meetings().get(pk=offer.meeting_id)
        by = meeting.parties()[one % 2]
        actions.accept(actor=world.acting_for(by), meeting=meeting, by=by, offer=offer)


def keep_time(world: World, one: int, two: int) -> None:
    if meeting := world.meeting(one, *AGREED):
        by = meeting.parties()[two % 2]
        actions.turn_down(actor=world.acting_for(by), meeting=meeting, by=by)


def decline(world: World, one: int, _two: int) -> None:
    if meeting := world.meeting(one, *OPEN):
        by = next(side for side in meeting.parties() if meeting.awaits(side))
        actions.decline(actor=world.acting_for(by), meeting=meeting, by=by)


def cancel(world: World, one: int, two: int) -> None:
    if meeting := world.meeting(one, *LIVE):
        by = meeting.parties()[two % 2]
        actions.cancel(actor=world.acting_for(by), meeting=meeting, by=by, reason="x")


def room(world: World, one: int, two: int) -> None:
    if meeting := world.meeting(one, *AGREED):
        found = (world.scene.room, world.scene.small)[two % 2]
        actions.give_room(actor=world.scene.protocol, meeting=meeting, room=found)


def bump(world: World, one: int, _two: int) -> None:
    if meeting := world.meeting(one, "confirmed"):
        actions.take_room(actor=world.scene.protocol, meeting=meeting, reason="x")


def replace(world: World, one: int, _two: int) -> None:
    head = head_of(world.side(one))
    if head is not None:

        @lifecycle.use_case
        def leave() -> None:
            lifecycle.move(head, "withdrawn", actor=SYSTEM, verb="delegate.withdrawn")

        leave()
    make_member(CODES[one % len(CODES)], capacity="head", state="submitted", family_name=f"New{one}")


def keep(world: World, one: int, _two: int) -> None:
    for meeting in find_due().with_replaced_principal[:1]:
        by = meeting.parties()[one % 2]
        actions.keep_with_new_head(actor=world.acting_for(by), meeting=meeting, by=by)


def close(world: World, one: int, two: int) -> None:
    starts = SLOTS[two % len(SLOTS)]
    found = (world.scene.room, world.scene.small)[one % 2]
    values = {"starts": starts, "ends": starts + timedelta(hours=1), "reason": "A leak"}
    closures.close_room(actor=world.scene.protocol, room=found, **values)


def reopen(world: World, _one: int, _two: int) -> None:
    if closure := Closure.objects.filter(state="closed").first():
        closures.reopen(actor=world.scene.protocol, closure=closure)


def wait(world: World, one: int, _two: int) -> None:
    world.time.move_to(clock.now() + timedelta(hours=3 * one))


STEP = {
    "ask": ask,
    "telephone": lambda world, one, two: ask(world, one, two, by_telephone=True),
    "three": lambda world, one, two: ask(world, one, 0, further=[world.side(one + 2)]),
    "accept": accept,
    "propose": propose,
    "take": take,
    "keep_time": keep_time,
    "decline": decline,
    "cancel": cancel,
    "room": room,
    "bump": bump,
    "replace": replace,
    "keep": keep,
    "close": close,
    "reopen": reopen,
    "wait": wait,
    "expire": lambda *_: actions.expire(),
}


@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(steps=STEPS)
def test_the_calendar_says_what_the_meetings_say(world, steps):
    world.time.move_to(NOW)
    with transaction.atomic():
        for name, one, two in steps:
            try:
                with transaction.atomic():
                    STEP[name](world, one, two)
            except UserError:
                pass  # a refusal changes nothing, which the next lines see
            assert all_is_well()
        transaction.set_rollback(True)
