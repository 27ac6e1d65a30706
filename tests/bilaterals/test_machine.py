"""Requests, answers, expiry, bumping, replacement and closing in any order: the calendar and the counts say what the meetings say."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
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
from schedule.bilaterals.meetings import actions, queries
from schedule.bilaterals.models import AGREED, COUNTED, LIVE, OPEN, DayLoad, Meeting, Offer, RequestLoad
from schedule.calendar.engagements import closures
from schedule.calendar.models import Closure, Engagement
from tests.bilaterals.scene import AT, LENGTH, NOW, WISH, make_scene
from tests.people import actor, make_delegation, make_focal_point, make_member

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
    actions.request(actor=world.acting_for(asking), **values, **more)


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
        actions.bump(actor=world.scene.protocol, meeting=meeting, reason="x")


def replace(world: World, one: int, _two: int) -> None:
    head = head_of(world.side(one))
    if head is not None:

        @lifecycle.use_case
        def leave() -> None:
            lifecycle.move(head, "withdrawn", actor=SYSTEM, verb="delegate.withdrawn")

        leave()
    make_member(CODES[one % len(CODES)], capacity="head", state="submitted", family_name=f"New{one}")


def keep(world: World, one: int, _two: int) -> None:
    for meeting in queries.lost_principals()[:1]:
        by = meeting.parties()[one % 2]
        actions.keep_with_new_head(actor=world.acting_for(by), meeting=meeting, by=by)


def close(world: World, one: int, two: int) -> None:
    starts = SLOTS[two % len(SLOTS)]
    found = (world.scene.room, world.scene.small)[one % 2]
    values = {"starts": starts, "ends": starts + timedelta(hours=1), "reason": "A leak"}
    closures.close(actor=world.scene.protocol, room=found, **values)


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
            nobody_has_two_things_at_once()
            every_meeting_holds_what_it_says()
            the_counts_are_right()
        transaction.set_rollback(True)


def nobody_has_two_things_at_once() -> None:
    by_whom: dict[Any, list[Engagement]] = {}
    for row in Engagement.objects.order_by("starts"):
        by_whom.setdefault((row.room_id, row.person_id), []).append(row)
    for rows in by_whom.values():
        assert all(before.ends <= after.starts for before, after in pairwise(rows))


def every_meeting_holds_what_it_says() -> None:
    now = clock.now()
    rows = list(Engagement.objects.filter(subject_type="bilaterals.meeting"))
    for meeting in queries.all_meetings():
        mine = [row for row in rows if row.subject_id == str(meeting.pk)]
        if meeting.state not in LIVE:
            assert mine == []
            continue
        assert (meeting.holds_until is None) == (meeting.state in AGREED)
        if meeting.holds_until and meeting.holds_until <= now:
            continue  # it may have been given away
        span = (meeting.starts, meeting.ends + queries.BUFFER)
        whose = {one.pk for one in meeting.principals()}
        own = [row for row in mine if row.booking == meeting.booking]
        assert ({row.person_id for row in own}, {(row.starts, row.ends) for row in own}) == (whose, {span})
        assert {row.holds_until for row in own} == {meeting.holds_until}
        rooms = [row for row in mine if row.booking == meeting.room_booking]
        assert all((row.starts, row.ends) == span for row in rooms)
        if meeting.state == "confirmed":
            assert [row.room_id for row in rooms] == [meeting.room_id]
            assert rooms[0].holds_until is None
        offers = {offer.booking: offer for offer in meeting.offers.all()}
        for booking, offer in offers.items():
            if offer.holds_until > now:
                found = [row for row in mine if row.booking == booking]
                assert {row.person_id for row in found if row.person_id} == whose
                assert [row.room_id for row in found if row.room_id] == [offer.room_id] * bool(offer.room_id)
        assert {row.booking for row in mine} <= {meeting.booking, meeting.room_booking, *offers}


def the_counts_are_right() -> None:
    days: Counter[tuple[int, datetime]] = Counter()
    asked: Counter[int] = Counter()
    for meeting in queries.all_meetings():
        counted = {meeting.day} if meeting.state in COUNTED else set()
        days.update((side.pk, day) for side in meeting.parties() for day in counted)
        extra = [offer.day for offer in meeting.offers.all() if offer.counts]
        days.update((side.pk, day) for side in meeting.parties() for day in extra)
        asked[meeting.asking_id] += meeting.state in OPEN
    assert {(row.delegation_id, row.day): row.meetings for row in DayLoad.objects.all() if row.meetings} == dict(days)
    loads = {row.delegation_id: row.requests for row in RequestLoad.objects.all() if row.requests}
    assert loads == {key: n for key, n in asked.items() if n}
