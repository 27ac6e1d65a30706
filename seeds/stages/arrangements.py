"""Meetings, receptions, side events and the programme in the two weeks before the ceremony."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from conference.accounts.models import User
from conference.core import clock
from conference.core.access import Actor
from conference.core.errors import UserError
from schedule.bilaterals.meetings import actions as meetings
from schedule.bilaterals.meetings.queries import all_meetings, rooms_for
from schedule.bilaterals.models import Meeting
from schedule.calendar.engagements.actions import Claim, engage_all
from schedule.calendar.engagements.queries import busy
from schedule.calendar.models import Room
from schedule.programme.applications import actions as applications
from schedule.programme.models import Application, Swap
from schedule.programme.releases.actions import publish
from schedule.programme.speaking.actions import swaps
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.models import Invitation, Reception
from seeds.chance import chance
from seeds.data import conference
from seeds.load.meetings import engage_interpreters
from seeds.load.side_events import translate
from seeds.load.story import Move, Step, Story
from seeds.load.tables import moment
from seeds.stages.world import actor_of, focal_points, staff_of

DECLINED = "The head of delegation is received by the host at that hour."
NO_ROOM = "No room was free at that hour; both sides take the matter up by letter."
FULL = "The three places for side events are given; the exhibition in the east wing has a place for you."
# Where and when, and its English title: the applications for which there was a place.
GIVEN = {
    "KEN": ("CR4", "2025-10-26T10:45", "Electronic evidence across borders: what small States need"),
    "FRA": ("CR4", "2025-10-25T12:15", "Protecting children online: evidence and redress"),
}
ANSWERS_FROM = moment("2025-10-13T08:20")


def load() -> None:
    focal = focal_points()
    _answer_requests(focal, at=moment("2025-10-10T14:20"))
    _give_rooms(at=moment("2025-10-11T08:30"))
    with clock.standing(moment("2025-10-11T14:30")):
        engage_interpreters(actor_of("protocol"))
    _answer_swaps(focal, at=moment("2025-10-11T15:00"))
    _side_events(at=moment("2025-10-13T15:00"))
    _receptions(focal)
    with clock.standing(moment("2025-10-22T17:00")):
        publish(actor=actor_of("programme"))


# ---- bilateral meetings ----------------------------------------------------------------------------------------------
def _answer_requests(focal: dict[str, User], at: datetime) -> None:
    """Two of three requests are accepted; a proposal of another time is not taken up."""
    for number, meeting in enumerate(all_meetings().filter(state__in=("requested", "countered")).order_by("pk")):
        user = focal.get(meeting.asked.party.code)
        with clock.standing(at + timedelta(minutes=6 * number)), suppress(UserError):
            if meeting.state == "countered":
                meetings.cancel(actor=actor_of("protocol"), meeting=meeting, by=None, reason=NO_ROOM)
            elif user is not None and number % 3:
                meetings.accept(actor=Actor(user.pk, str(user)), meeting=meeting)
            elif user is not None:
                meetings.decline(actor=Actor(user.pk, str(user)), meeting=meeting, message=DECLINED)


def _give_rooms(at: datetime) -> None:
    """Give each agreed meeting the smallest room that suits; call off what finds none."""
    protocol = actor_of("protocol")
    waiting = all_meetings().filter(state__in=("accepted", "bumped")).order_by("starts", "pk")
    for number, meeting in enumerate(waiting):
        with clock.standing(at + timedelta(minutes=7 * number)):
            room = _room_for(meeting)
            if room is not None:
                meetings.give_room(actor=protocol, meeting=meeting, room=room)
            else:
                meetings.cancel(actor=protocol, meeting=meeting, by=None, reason=NO_ROOM)


def _room_for(meeting: Meeting) -> Room | None:
    found = rooms_for(meeting.starts, meeting.ends, meeting.persons, meeting.room_booking, given=True)
    return next((one.room for one in found if not one.why), None)


# ---- the programme ---------------------------------------------------------------------------------------------------
def _answer_swaps(focal: dict[str, User], at: datetime) -> None:
    asked = Swap.objects.filter(state="asked").select_related("asked__delegation__party", "asked__list")
    for swap in asked.order_by("pk"):
        user = focal.get(swap.asked.delegation.party.code)
        if user is not None:
            with clock.standing(at), suppress(UserError):
                swaps.answer_swap(actor=Actor(user.pk, str(user)), swap=swap, agree=False)


def _side_events(at: datetime) -> None:
    programme = actor_of("programme")
    rows = {row["title"]: row for row in conference()["side_events"]["applications"]}
    waiting = Application.objects.filter(state="submitted").select_related("delegation__party").order_by("pk")
    for number, one in enumerate(waiting):
        place = GIVEN.get(one.delegation.party.code)
        with clock.standing(at + timedelta(minutes=20 * number)):
            if place is None:
                applications.decline(actor=programme, application=one, reason=FULL)
                continue
            code, starts, title = place
            begins = moment(starts)
            _accepted, session = applications.accept(
                actor=programme,
                application=one,
                title=title,
                room=Room.objects.get(code=code),
                starts=begins,
                ends=begins + timedelta(minutes=60),
                despite="As agreed with the delegation.",
            )
            translate(session, rows[one.title], actor=programme)


# ---- receptions ------------------------------------------------------------------------------------------------------
def _receptions(focal: dict[str, User]) -> None:
    story = Story()
    for reception in Reception.objects.select_related("room").order_by("starts"):
        if not reception.personal:
            with clock.standing(ANSWERS_FROM):
                guest_list.invite(actor=actor_of("protocol"), reception=reception)
        _decide_substitutes(reception, story)
        _answer(reception, story)
    story.link()


def _decide_substitutes(reception: Reception, story: Story) -> None:
    """The host approves of every substitute for whom there is a seat, the ambassadors, at the end of the time for answers."""
    reception.refresh_from_db()
    user, left = staff_of("protocol"), reception.free
    moves = []
    for number, one in enumerate(_of(reception, "substitute")):
        to = "accepted" if number < left else "rejected"
        verb = "invitation.substitute_" + ("approved" if to == "accepted" else "rejected")
        at = ANSWERS_FROM + timedelta(days=1, minutes=11 * number)
        moves.append(Move(one, Step(at, user, verb, to)))
    story.go_on(moves)


def _answer(reception: Reception, story: Story) -> None:
    """Take the answers that were missing: most come, as far as there are seats and the guests are free."""
    begins = reception.arrive_from or reception.starts
    waiting = _of(reception, "sent")
    reception.refresh_from_db()
    left = reception.capacity - reception.taken
    clashes = busy(starts=begins, ends=reception.ends, persons=[one.guest for one in waiting])
    taken = {row.person_id for row in clashes}
    days = max((reception.answer_by - ANSWERS_FROM).days, 1)
    coming: list[Move] = []
    regrets: list[Move] = []
    for one in waiting:
        rng = chance("answers late", reception.code, one.scope)
        draw = rng.random()
        at = ANSWERS_FROM + timedelta(days=int(days * rng.random()), minutes=int(500 * rng.random()))
        label = f"Invitation of {one.guest}"
        if draw < 0.72 and one.guest_id not in taken and len(coming) < left:
            step = Step(at, None, "invitation.accepted", "accepted", label=label)
            coming.append(Move(one, step, {"answered_at": at}))
        elif draw < 0.93:
            step = Step(at, None, "invitation.regretted", "regretted", label=label)
            regrets.append(Move(one, step, {"answered_at": at}))
    _take_time(reception, begins, coming)
    story.go_on(coming)
    story.go_on(regrets)


def _take_time(reception: Reception, begins: datetime, coming: Sequence[Move]) -> None:
    rows: list[Any] = [move.row for move in coming]
    claims = [
        Claim(
            subject=one,
            kind="reception",
            label=reception.name,
            starts=begins,
            ends=reception.ends,
            persons=[one.guest],
        )
        for one in rows
    ]
    for one, booking in zip(rows, engage_all(claims) if claims else (), strict=True):
        one.booking = booking
    Invitation.objects.bulk_update(rows, ["booking"], batch_size=200)


def _of(reception: Reception, state: str) -> list[Invitation]:
    found = Invitation.objects.filter(reception=reception, state=state).select_related(
        "guest", "delegation__party", "reception"
    )
    return list(found.order_by("pk"))
