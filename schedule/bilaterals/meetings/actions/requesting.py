"""Asking for a meeting, and entering one that was agreed by telephone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.models import Conference, current_conference
from conference.parties.models import RECEIVED
from delegations.registration.delegations import raw_queries
from delegations.registration.delegations.queries import acting_for
from delegations.registration.members.queries import heads_of
from delegations.registration.models import Capacity, Delegate, Delegation
from schedule.bilaterals.meetings import notices, queries
from schedule.bilaterals.meetings.actions import answering, holding, links, proposing, rooms
from schedule.bilaterals.models import OPEN, Meeting, Participant, RequestLoad
from schedule.calendar.models import Room

MOST_PARTIES = 4


@dataclass(frozen=True)
class MeetingTerms:
    """Who is to meet whom, when and for how long."""

    asking: Delegation
    asked: Delegation
    starts: datetime
    length: timedelta
    wish: Mapping[str, Any]  # the columns that the asking side fills in, such as `topics` and `party_size`
    principal: Delegate | None = None  # who comes instead of the head
    further: Sequence[Delegation] = ()  # the third and fourth party, who must agree too
    by_telephone: bool = False  # both have agreed already; the other side confirms what was entered
    at_once: bool = False  # it may begin now, as both sides stand at the desk
    by_protocol: bool = False  # who may read when the others are free

    def draft(self, actor: Actor, conference: Conference) -> tuple[Meeting, list[Participant]]:
        """Return the meeting, not written yet, and its further parties. Raises NotPossible."""
        ours, theirs, others = _principals(self.asking, self.asked, self.principal, self.further)
        everybody = (
            [ours, theirs, *(other.principal for other in others if other.principal)] if self.by_protocol else []
        )
        ahead = timedelta(minutes=-10) if self.at_once else holding.LEAST_HOLD
        day = holding.check_time(self.starts, self.length, ahead, conference, persons=everybody)
        meeting = Meeting(
            asking=self.asking,
            asked=self.asked,
            asking_principal=ours,
            asked_principal=theirs,
            asking_by_office=self.principal is None or self.principal.capacity == Capacity.HEAD,
            asked_agrees=False,
            starts=self.starts,
            ends=self.starts + self.length,
            day=day,
            requested_at=clock.now(),
            requested_by_id=actor.user_id,
            by_telephone=self.by_telephone,
            **self.wish,
        )
        meeting.only_two, meeting.made_with = not others, others
        return meeting, others


def request_meeting(*, actor: Actor, **terms: Any) -> Meeting:
    """Ask for a meeting; hold the time of the asking side for a day at most, or until it would begin.

    Whether the others are free then is not told: they read it, and answer. Where the asked side has asked already, its request is
    answered instead: with a yes at the same time, else with this time.

    Args:
        terms: As of MeetingTerms.

    Raises NotFound if the actor does not act for `asking`; TimeTaken if its principal is engaged then; NotPossible if a side has no head, a
    request between the two is open, the time is past, outside the conference or its hours, or its own cap is reached.
    """
    wanted = MeetingTerms(**terms)
    try:
        return _create_request(actor, wanted)
    except IntegrityError as problem:
        # In a transaction of its own, since this one is lost.
        return _answer_instead(actor, wanted, problem)


class RequestOpen(NotPossible):
    """Protocol enters a meeting of two between whom `meeting` is still open."""

    def __init__(self, meeting: Meeting) -> None:
        super().__init__(_("A request between the two is open. Settle that one first."))
        self.meeting = meeting


def _draft_request(actor: Actor, wanted: MeetingTerms) -> tuple[Meeting, list[Participant], Conference]:
    conference = raw_queries.conference(raw_queries.stamp_of(acting_for(actor, wanted.asking)))
    meeting, others = wanted.draft(actor, conference)
    meeting.holds_until = holding.get_offer_end(wanted.starts)
    return meeting, others, conference


@lifecycle.use_case
def _create_request(actor: Actor, wanted: MeetingTerms) -> Meeting:
    meeting, others, conference = _draft_request(actor, wanted)
    free_rooms = holding.preassign_bookings(meeting, conference.zone) if meeting.only_two else None
    details = {**facts(meeting), "step": {"by": meeting.asking.party.code}}
    lifecycle.create(meeting, actor=actor, verb="meeting.requested", details=details)
    _engage_parties(meeting, others, free_rooms)
    notices.write_request(meeting, links.make_links(meeting, meeting.others(meeting.asking)))
    return meeting


@lifecycle.use_case
# statement: the other side's open request is answered instead, by `answering`
def _answer_instead(actor: Actor, wanted: MeetingTerms, problem: IntegrityError) -> Meeting:
    """Answer the other side's open request instead, or raise NotPossible with what the database refused; nothing of it is written."""
    meeting, _others, _conference = _draft_request(actor, wanted)
    # The unique constraint refuses before the cap is counted, so look for an open request first.
    if open_request := _open_between(meeting.asking, meeting.asked):
        return _as_answer(actor, open_request, meeting)
    _check_own_caps(meeting)
    raise _just_taken() from problem


def _just_taken() -> NotPossible:
    return NotPossible(_("Somebody else has just taken this time. Please choose again from the free times."))


@lifecycle.use_case
def enter_agreed(*, actor: Actor, **terms: Any) -> Meeting:
    """Enter for protocol a meeting on which all sides have agreed by telephone; all are told. Errors as `request_meeting`, and NotAllowed.

    `terms`: As of MeetingTerms.
    """
    require_right(actor, "bilaterals.place")
    wanted = MeetingTerms(**terms, by_telephone=True, by_protocol=True)
    if open_request := _any_open(wanted.asking, wanted.asked):
        raise RequestOpen(open_request)
    conference = current_conference()
    meeting, others = wanted.draft(actor, conference)
    meeting.asked_agrees = True
    meeting.state = "confirmed" if meeting.pull_aside else "accepted"
    for participant in others:
        participant.agrees = True
    try:
        with transaction.atomic():
            free_rooms = holding.preassign_bookings(meeting, conference.zone) if meeting.only_two else None
            lifecycle.create(meeting, actor=actor, verb="meeting.entered", details=facts(meeting))
            _engage_parties(meeting, others, free_rooms)
    except IntegrityError as problem:
        holding.check_caps(
            [*(participant.delegation for participant in others), meeting.asking, meeting.asked], [meeting.day]
        )
        raise _just_taken() from problem
    notices.write_acceptance(meeting, by=None)
    return meeting


@lifecycle.use_case
def book_walk_in(*, actor: Actor, room: Room, **terms: Any) -> Meeting:
    """Book a meeting on which both sides agree at the desk, in a room, from now on; all are told.

    `terms`: As of MeetingTerms. Errors as `enter_agreed` and `rooms.give_room`.
    """
    meeting = enter_agreed(actor=actor, at_once=True, **terms)
    return rooms.give_room(actor=actor, meeting=meeting, room=room)


def _principals(
    asking: Delegation, asked: Delegation, principal: Delegate | None, further: Sequence[Delegation]
) -> tuple[Delegate, Delegate, list[Participant]]:
    sides = [asking, asked, *further]
    if len(set(sides)) < len(sides):
        raise NotPossible(_("A delegation cannot meet itself."))
    if len(sides) > MOST_PARTIES:
        raise NotPossible(_("At most four delegations can meet."))
    for side in sides:
        if side.party.kind not in RECEIVED:
            message = _(
                "%(party)s: bilateral meetings are between the heads of States and of international organizations."
            )
            raise NotPossible(message % {"party": side})
    head_by_side = heads_of(sides[1:] if principal else sides)
    ours = principal or head_by_side.get(asking.pk)
    if ours is None:
        raise NotPossible(_("Your delegation has no head yet; enter one first."))
    if principal is not None:
        queries.check_principal(asking, principal)
    heads = []
    for side in sides[1:]:
        head = head_by_side.get(side.pk)
        if head is None or head.state == "draft":
            raise NotPossible(_("%(party)s has not named its head of delegation yet.") % {"party": side})
        heads.append(head)
    others = [Participant(delegation=side, principal=head) for side, head in zip(further, heads[1:], strict=True)]
    return ours, heads[0], others


def _engage_parties(meeting: Meeting, others: list[Participant], free_rooms: list[Room] | None) -> None:
    for participant in others:
        participant.meeting = meeting
    Participant.objects.bulk_create(others)
    holding.engage_principals(meeting, free_rooms)


def facts(meeting: Meeting) -> dict[str, str]:
    return {"starts": meeting.starts.isoformat(), "ends": meeting.ends.isoformat(), "party": meeting.asked.party.code}


def _any_open(asking: Delegation, asked: Delegation) -> Meeting | None:
    """Return the open request between the two, whoever made it."""
    pair = [asking.pk, asked.pk]
    return queries.all_meetings().filter(state__in=OPEN, asking__in=pair, asked__in=pair).first()


def _open_between(asking: Delegation, asked: Delegation) -> Meeting | None:
    """Return the asked side's open request; raise NotPossible if the asking side's own one, or its answer, awaits an answer."""
    meeting = _any_open(asking, asked)
    if meeting is None or meeting.awaits(asking):
        return meeting
    raise NotPossible(_("Your request to %(party)s is awaiting an answer.") % {"party": asked})


def _as_answer(actor: Actor, open_request: Meeting, wished: Meeting) -> Meeting:
    """Answer the other side's request by what was to be a second one: with a yes at the same time, else with this time."""
    by, length = wished.asking, wished.ends - wished.starts
    if open_request.starts != wished.starts:
        return proposing.propose(
            actor=actor, meeting=open_request, by=by, times=[wished.starts], length=length, message=wished.topics
        )
    reply = answering.Reply(wished.party_size, wished.contact, wished.interpretation, wished.asking_principal)
    return answering.accept(actor=actor, meeting=open_request, by=by, reply=reply)


def _check_own_caps(meeting: Meeting) -> None:
    """Raise NotPossible with the reason why the database refused: what the asking side has itself."""
    holding.check_caps([meeting.asking], [meeting.day])
    load = RequestLoad.objects.filter(delegation=meeting.asking).first()
    if load and load.requests >= load.cap:
        message = _("%(cap)d of your requests await an answer, which is the maximum. Wait for answers, or cancel one.")
        raise NotPossible(message % {"cap": load.cap})
