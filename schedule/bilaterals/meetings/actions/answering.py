"""Answers to what is on the table: yes and no; and the yes that is due again after a change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from delegations.registration.members.queries import head_of, heads_of
from delegations.registration.models import LIVE_STATES, Delegate, Delegation
from schedule.bilaterals.meetings import notices, queries
from schedule.bilaterals.meetings.actions import holding, links
from schedule.bilaterals.models import AGREED, AnswerLink, Meeting, Offer


@dataclass(frozen=True)
class Reply:
    """What a side says about itself with its yes; None and empty: not said."""

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
    words: str = "",
    by: Delegation | None = None,
    reply: Reply | None = None,
    offer: Offer | None = None,
    link: AnswerLink | None = None,
) -> Meeting:
    """Accept what is on the table; protocol gives the room. Of three or four parties all must.

    Args:
        by: The side that answers (default: the one whose answer is awaited).
        offer: Which of the further times; None for the first.

    Raises NotFound for others than that side; AlreadyDecided; NotPossible if the hold ran out and the time was given away, or the
    link is used or out of date; TimeTaken if the named principal is engaged then.
    """
    by = by or (meeting.asking if meeting.state == "countered" else meeting.asked)
    actor = links.act_for(actor, meeting, by, link)
    reply = reply or Reply()
    if reply.principal is not None:
        queries.check_principal(by, reply.principal)
    fields = {**_said(meeting, by, reply), "answer_words": words}
    check = _still_on_the_table(meeting, by, reply, offer)
    if meeting.further() and not _all_others_agree(meeting, by):
        return _one_yes(meeting, actor, by, reply, expected_version, check, fields)
    fields |= {"holds_until": None, "asked_agrees": True, "offered_by": None}
    # A time that protocol has moved waits for the asking side too.
    fields["asking_agrees"] = meeting.state != "requested" or meeting.asking_agrees
    if offer is not None:
        fields |= {"starts": offer.starts, "ends": offer.ends, "day": offer.day, "room": None}
    meeting = _write_yes(meeting, actor, expected_version, check, fields)
    _said_by_participant(meeting, by, reply)
    if offer is not None:
        holding.choose(meeting, offer)
    if reply.principal is not None:
        holding.take_anew(meeting, by)
    holding.keep_held(meeting)
    notices.accepted(meeting, by=by)
    return meeting


def _write_yes(meeting: Meeting, actor: Actor, version: int | None, check: Any, fields: dict[str, Any]) -> Meeting:
    to = "confirmed" if meeting.pull_aside else "accepted"
    common = {"actor": actor, "expected_version": version, "check": check, **fields}
    if meeting.state == to:
        return lifecycle.change(meeting, verb="meeting.time_changed", **common)
    verb = "meeting.time_changed" if meeting.state in AGREED else "meeting.accepted"
    return lifecycle.move(meeting, to, verb=verb, **common)


def _said(meeting: Meeting, by: Delegation, reply: Reply) -> dict[str, Any]:
    """Return the columns of what the asked side says of itself."""
    if meeting.side_of(by) != "asked":
        return {}
    fields: dict[str, Any] = {}
    if reply.party_size is not None:
        fields["asked_size"] = reply.party_size
    if reply.contact:
        fields["asked_contact"] = reply.contact
    if reply.languages:
        fields["asked_languages"] = reply.languages
    if reply.principal is not None:
        fields |= {"asked_principal": reply.principal, "asked_by_office": reply.principal == head_of(by)}
    return fields


def _said_by_participant(meeting: Meeting, by: Delegation, reply: Reply) -> None:
    row = meeting.participant(by)
    if row is None:
        return
    row.agrees = True
    row.party_size, row.contact = reply.party_size or row.party_size, reply.contact or row.contact
    row.languages = reply.languages or row.languages
    if reply.principal is not None:
        row.principal, row.by_office = reply.principal, reply.principal == head_of(by)
    row.save()


def _all_others_agree(meeting: Meeting, by: Delegation) -> bool:
    return all(meeting.agrees(one) for one in meeting.others(by))


def _one_yes(
    meeting: Meeting, actor: Actor, by: Delegation, reply: Reply, version: int | None, check: Any, fields: Any
) -> Meeting:
    """Note the yes of one party while others have not answered."""
    if meeting.side_of(by) == "asked":
        fields["asked_agrees"] = True
    meeting = lifecycle.change(
        meeting,
        actor=actor,
        verb="meeting.agreed",
        expected_version=version,
        check=check,
        details={"party": by.party.code},
        **fields,
    )
    _said_by_participant(meeting, by, reply)
    if reply.principal is not None:
        holding.take_anew(meeting, by)
    return meeting


def _still_on_the_table(meeting: Meeting, by: Delegation, reply: Reply, offer: Offer | None) -> Any:
    """Return the check that the row, as locked, still offers this to `by`, and that both principals are there."""

    def check(row: Meeting) -> None:
        row.sides_from(meeting)
        if offer is not None and not Offer.objects.filter(pk=offer.pk, meeting=row, starts=offer.starts).exists():
            raise NotPossible(_("This time is no longer on offer. Please choose another one."))
        if row.state in AGREED and (offer is None or row.offered_by_id == by.pk):
            raise NotPossible(_("There is no other time for you to accept."))
        if row.state not in AGREED and not row.awaits(by):
            raise NotPossible(_("This request does not await your answer."))
        heads = heads_of(row.parties())
        for side in row.parties():
            if side.pk == by.pk and reply.principal is not None:
                continue
            if is_lost(row, side, heads):
                if side.pk == by.pk:
                    words = _("The head of your delegation has changed. Please send %(p)s a new request.")
                    raise NotPossible(words % {"p": row.other(by)})
                words = _("The principal of %(party)s has changed. That delegation has to say first who comes.")
                raise NotPossible(words % {"party": side})
        # Before the meeting is written, which takes the place of the day that they gave back.
        if row.offered_by_id is not None and not row.further():
            holding.drop_offers(row, besides=offer)

    return check


def is_lost(meeting: Meeting, side: Delegation, heads: Mapping[int, Delegate] | None = None) -> bool:
    """Return whether the side's principal has left, or is no longer the head that it came as. `heads`: as `heads_of` returned them."""
    name = meeting.side_of(side)
    row = meeting if name else meeting.participant(side)
    if row is None:
        return True
    before = f"{name}_" if name else ""
    if getattr(row, f"{before}by_office"):
        head = head_of(side) if heads is None else heads.get(side.pk)
        return head is None or head.pk != getattr(row, f"{before}principal_id")
    principal = getattr(row, f"{before}principal")
    return principal is None or principal.state not in LIVE_STATES


@lifecycle.use_case
def decline(
    *,
    actor: Actor,
    meeting: Meeting,
    expected_version: int | None = None,
    words: str = "",
    by: Delegation | None = None,
    link: AnswerLink | None = None,
) -> Meeting:
    """Decline what is on the table and free the time; the no of one of several parties ends it. Raises NotFound, AlreadyDecided."""
    by = by or (meeting.asking if meeting.state == "countered" else meeting.asked)
    actor = links.act_for(actor, meeting, by, link)

    def check(row: Meeting) -> None:
        if not row.awaits(by):
            raise NotPossible(_("This request does not await your answer."))

    meeting = lifecycle.move(
        meeting,
        "declined",
        actor=actor,
        verb="meeting.declined",
        expected_version=expected_version,
        check=check,
        answer_words=words,
    )
    holding.give_back(meeting)
    notices.declined(meeting, by=by)
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

    side = meeting.side_of(by)
    fields: dict[str, Any] = {f"{side}_agrees": True} if side else {}
    meeting = lifecycle.change(
        meeting,
        actor=actor,
        verb="meeting.agreed",
        expected_version=expected_version,
        check=check,
        details={"party": by.party.code},
        **fields,
    )
    _said_by_participant(meeting, by, Reply())
    return meeting
