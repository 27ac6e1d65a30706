"""Meetings, receptions, side events and the programme in the two weeks before the ceremony."""

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
from schedule.calendar.engagements.queries import find_engagements
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
# The accepted applications: room, start and English title, by party.
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
    """Accept two of three requests, and cancel the meetings for which another time was proposed."""
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
    """Give each accepted meeting the smallest suitable room, and cancel the meetings for which there is none."""
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
    rooms = rooms_for(meeting.starts, meeting.ends, meeting.persons, meeting.room_booking, given=True)
    return next((choice.room for choice in rooms if not choice.why), None)


# ---- the programme ---------------------------------------------------------------------------------------------------
def _answer_swaps(focal: dict[str, User], at: datetime) -> None:
    open_swaps = Swap.objects.filter(state="asked").select_related("asked__delegation__party", "asked__list")
    for swap in open_swaps.order_by("pk"):
        user = focal.get(swap.asked.delegation.party.code)
        if user is not None:
            with clock.standing(at), suppress(UserError):
                swaps.answer_swap(actor=Actor(user.pk, str(user)), swap=swap, agree=False)


def _side_events(at: datetime) -> None:
    programme = actor_of("programme")
    rows = {row["title"]: row for row in conference()["side_events"]["applications"]}
    waiting = Application.objects.filter(state="submitted").select_related("delegation__party").order_by("pk")
    for number, application in enumerate(waiting):
        place = GIVEN.get(application.delegation.party.code)
        with clock.standing(at + timedelta(minutes=20 * number)):
            if place is None:
                applications.decline(actor=programme, application=application, reason=FULL)
                continue
            code, starts, title = place
            begins = moment(starts)
            _accepted, session = applications.accept(
                actor=programme,
                application=application,
                title=title,
                room=Room.objects.get(code=code),
                starts=begins,
                ends=begins + timedelta(minutes=60),
                despite="As agreed with the delegation.",
            )
            translate(session, rows[application.title], actor=programme)


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
    """Approve every substitute for whom there is a seat."""
    reception.refresh_from_db()
    user, seats = staff_of("protocol"), reception.free
    moves = []
    for number, invitation in enumerate(_invitations(reception, "substitute")):
        to = "accepted" if number < seats else "rejected"
        verb = "invitation.substitute_" + ("approved" if to == "accepted" else "rejected")
        at = ANSWERS_FROM + timedelta(days=1, minutes=11 * number)
        moves.append(Move(invitation, Step(at, user, verb, to)))
    story.go_on(moves)


def _answer(reception: Reception, story: Story) -> None:
    """Enter the missing answers. Most guests accept, if there are seats and they are free."""
    begins = reception.arrive_from or reception.starts
    waiting = _invitations(reception, "sent")
    reception.refresh_from_db()
    seats = reception.capacity - reception.taken
    clashes = find_engagements(
        starts=begins, ends=reception.ends, persons=[invitation.guest for invitation in waiting if invitation.guest]
    )
    busy_persons = {row.person_id for row in clashes}
    days = max((reception.answer_by - ANSWERS_FROM).days, 1)
    coming: list[Move] = []
    regrets: list[Move] = []
    for invitation in waiting:
        rng = chance("answers late", reception.code, invitation.scope)
        draw = rng.random()
        at = ANSWERS_FROM + timedelta(days=int(days * rng.random()), minutes=int(500 * rng.random()))
        label = f"Invitation of {invitation.guest}"
        if draw < 0.72 and invitation.guest_id not in busy_persons and len(coming) < seats:
            step = Step(at, None, "invitation.accepted", "accepted", label=label)
            coming.append(Move(invitation, step, {"answered_at": at}))
        elif draw < 0.93:
            step = Step(at, None, "invitation.regretted", "regretted", label=label)
            regrets.append(Move(invitation, step, {"answered_at": at}))
    _book_guests(reception, begins, coming)
    story.go_on(coming)
    story.go_on(regrets)


def _book_guests(reception: Reception, begins: datetime, coming: Sequence[Move]) -> None:
    rows: list[Any] = [move.row for move in coming]
    claims = [
        Claim(
            subject=invitation,
            kind="reception",
            label=reception.name,
            starts=begins,
            ends=reception.ends,
            persons=[invitation.guest] if invitation.guest else [],
        )
        for invitation in rows
    ]
    for invitation, booking in zip(rows, engage_all(claims) if claims else (), strict=True):
        invitation.booking = booking
    Invitation.objects.bulk_update(rows, ["booking"], batch_size=200)


def _invitations(reception: Reception, state: str) -> list[Invitation]:
    invitations = Invitation.objects.filter(reception=reception, state=state, guest__isnull=False).order_by("pk")
    return list(invitations.select_related("guest", "delegation__party", "reception"))
