"""Answers to a request or a proposed time, and renewed agreement after a change."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from conference.look import lists
from delegations.registration.members.queries import head_of, heads_of
from delegations.registration.models import LIVE_STATES, Delegate, Delegation
from schedule.bilaterals.meetings import notices, queries
from schedule.bilaterals.meetings.actions import clashes, holding, links, undoing
from schedule.bilaterals.models import AGREED, AnswerLink, Meeting, Offer


@dataclass(frozen=True)
class Reply:
    """What a side says about itself when it accepts; None or empty for what it leaves open."""

    party_size: int | None = None
    contact: str = ""
    languages: str = ""
    principal: Delegate | None = None


@lifecycle.use_case
def accept(
    *,
    actor: Actor,
    meeting: Meeting,
    expected_version: int | None = None,
    message: str = "",
    by: Delegation | None = None,
    reply: Reply | None = None,
    offer: Offer | None = None,
    link: AnswerLink | None = None,
) -> Meeting:
    """Accept what is on the table; protocol gives the room. Of three or four parties all must.

    Args:
        by: The side that answers (default: the one whose answer is awaited).
        offer: Which of the further times; None for the first.

    Raises NotFound for others than that side; AlreadyDecided; NotPossible if the hold ran out, the day is full, or the link is used or
    out of date; TimeTaken if its own principal is engaged then.
    """
    by = by or (meeting.asking if meeting.state == "countered" else meeting.asked)
    actor = links.act_for(actor, meeting, by, link)
    reply = reply or Reply()
    if reply.principal is not None:
        queries.check_principal(by, reply.principal)
    check, locked = _make_offer_check(meeting, by, reply, offer), undoing.lock_for_step(meeting)
    common: dict[str, Any] = {"actor": actor, "expected_version": expected_version, "check": check, "locked": locked}
    common |= {**_asked_columns(meeting, by, reply), **undoing.words_columns(locked, message)}
    common["details"] = undoing.note_step(locked, by, link)
    if meeting.further() and not all(meeting.agrees(other) for other in meeting.others(by)):
        meeting = _write_agreement(meeting, by, **common)
        _write_participant(meeting, by, reply)
        _take_time(meeting, by, reply)
        return meeting
    common |= _agreed_columns(meeting, offer)
    common["verb"] = "meeting.time_changed" if meeting.state in AGREED else "meeting.accepted"
    meeting = _write_acceptance(meeting, by, offer, **common)
    _write_participant(meeting, by, reply)
    if offer is not None:
        holding.take_offer(meeting, offer)
    _take_time(meeting, by, reply)
    holding.keep_held(meeting)
    notices.write_acceptance(meeting, by=by)
    return meeting


def _write_acceptance(meeting: Meeting, by: Delegation, offer: Offer | None, **values: Any) -> Meeting:
    """Write that all have agreed. Raises NotPossible for a day that is full, and names nobody but `by`."""
    to, day = "confirmed" if meeting.pull_aside else "accepted", offer.day if offer else meeting.day
    try:
        with transaction.atomic():
            is_move = meeting.state != to
            return lifecycle.move(meeting, to, **values) if is_move else lifecycle.change(meeting, **values)
    except IntegrityError as problem:
        holding.check_caps([by], [day])
        # In the words of a time that is taken: how many meetings others have is theirs to know.
        raise NotPossible(clashes.refuse_for_others()) from problem


def _take_time(meeting: Meeting, by: Delegation, reply: Reply) -> None:
    """Engage who comes for the side that has just said yes; the others are engaged already."""
    if reply.principal is not None:
        holding.rebook_principals(meeting, by)
    else:
        holding.engage_side(meeting, by)


def _agreed_columns(meeting: Meeting, offer: Offer | None) -> dict[str, Any]:
    # If protocol has moved the time, the asking side must agree too.
    asking_agrees = meeting.state != "requested" or meeting.asking_agrees
    columns: dict[str, Any] = {
        "holds_until": None,
        "asked_agrees": True,
        "offered_by": None,
        "asking_agrees": asking_agrees,
    }
    if offer is not None:
        columns |= {"starts": offer.starts, "ends": offer.ends, "day": offer.day, "room": None}
    return columns


def _asked_columns(meeting: Meeting, by: Delegation, reply: Reply) -> dict[str, Any]:
    """Return the columns of what the asked side says of itself."""
    if meeting.side_of(by) != "asked":
        return {}
    fields: dict[str, Any] = {"asked_contact": reply.contact, "asked_languages": reply.languages}
    fields = {name: value for name, value in fields.items() if value}
    if reply.party_size is not None:
        fields["asked_size"] = reply.party_size
    if reply.principal is not None:
        fields |= {"asked_principal": reply.principal, "asked_by_office": reply.principal == head_of(by)}
    return fields


def _write_participant(meeting: Meeting, by: Delegation, reply: Reply) -> None:
    participant = meeting.participant(by)
    if participant is None:
        return
    participant.agrees = True
    for name in ("party_size", "contact", "languages"):
        setattr(participant, name, getattr(reply, name) or getattr(participant, name))
    if reply.principal is not None:
        participant.principal, participant.by_office = reply.principal, reply.principal == head_of(by)
    participant.save()


def _write_agreement(meeting: Meeting, by: Delegation, **values: Any) -> Meeting:
    """Write the yes of one party, which nobody is told of."""
    if side := meeting.side_of(by):
        values[f"{side}_agrees"] = True
    details = {"party": by.party.code, **values.pop("details")}
    return lifecycle.change(meeting, verb="meeting.agreed", details=details, **values)


def _make_offer_check(meeting: Meeting, by: Delegation, reply: Reply, offer: Offer | None) -> Any:
    """Return a check of the locked row: it offers this to `by`, and both principals are there. It also drops the other offers."""

    def check(row: Meeting) -> None:
        row.copy_sides(meeting)
        if offer is not None and not Offer.objects.filter(pk=offer.pk, meeting=row, starts=offer.starts).exists():
            raise NotPossible(_("This time is no longer on offer. Please choose another one."))
        if row.state in AGREED and (offer is None or row.offered_by_id == by.pk):
            raise NotPossible(_("There is no other time for you to accept."))
        if row.state not in AGREED and not row.awaits(by):
            raise NotPossible(_("This request does not await your answer."))
        # Whether the time is still free then is no business of the other side.
        holds_until = offer.holds_until if offer else row.holds_until
        if holds_until is not None and holds_until <= clock.now():
            raise NotPossible(holding.not_in_time())
        heads = heads_of(row.parties())
        for side in row.parties():
            if side.pk == by.pk and reply.principal is not None:
                continue
            if is_lost(row, side, heads):
                if side.pk == by.pk:
                    message = _("The head of your delegation has changed. Please send %(p)s a new request.")
                    raise NotPossible(message % {"p": lists.in_words(row.others(by))})
                message = _("The principal of %(party)s has changed. That delegation has to say first who comes.")
                raise NotPossible(message % {"party": side})
        # Before the meeting is written: the offers may hold the last place of that day's cap.
        if row.offered_by_id is not None and not row.further():
            holding.drop_offers(row, besides=offer)

    return check


def is_lost(meeting: Meeting, side: Delegation, heads: Mapping[int, Delegate] | None = None) -> bool:
    """Return whether the side's principal has left, or is no longer the head that it came as. `heads`: as `heads_of` returned them."""
    if meeting.of_side(side, "by_office"):
        head = head_of(side) if heads is None else heads.get(side.pk)
        return head is None or head.pk != meeting.of_side(side, "principal_id")
    principal = meeting.principal_of(side)
    return principal is None or principal.state not in LIVE_STATES


@lifecycle.use_case
def decline(
    *,
    actor: Actor,
    meeting: Meeting,
    expected_version: int | None = None,
    message: str = "",
    by: Delegation | None = None,
    link: AnswerLink | None = None,
) -> Meeting:
    """Decline what is on the table and free the time; the no of one of several parties ends it. Raises NotFound, AlreadyDecided."""
    by = by or (meeting.asking if meeting.state == "countered" else meeting.asked)
    actor = links.act_for(actor, meeting, by, link)

    def check(row: Meeting) -> None:
        if not row.awaits(by):
            raise NotPossible(_("This request does not await your answer."))

    locked = undoing.lock_for_step(meeting)
    meeting = lifecycle.move(
        meeting,
        "declined",
        actor=actor,
        verb="meeting.declined",
        expected_version=expected_version,
        check=check,
        locked=locked,
        details=undoing.note_step(locked, by, link),
        **undoing.words_columns(locked, message),
    )
    holding.give_back(meeting)
    notices.write_refusal(meeting, by=by)
    return meeting


@lifecycle.use_case
def agree(
    *,
    actor: Actor,
    meeting: Meeting,
    by: Delegation,
    expected_version: int | None = None,
    link: AnswerLink | None = None,
) -> Meeting:
    """Say yes again after the room or the other principal changed. Raises NotFound, AlreadyDecided, NotPossible."""
    actor = links.act_for(actor, meeting, by, link)

    def check(row: Meeting) -> None:
        if row.state not in AGREED or row.ends <= clock.now():
            raise NotPossible(_("This meeting is over or was cancelled."))

    locked = undoing.lock_for_step(meeting)
    common: dict[str, Any] = {"actor": actor, "expected_version": expected_version, "check": check, "locked": locked}
    meeting = _write_agreement(meeting, by, **common, details=undoing.note_step(locked, by, link))
    _write_participant(meeting, by, Reply())
    return meeting
