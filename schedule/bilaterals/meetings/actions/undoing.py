"""Undo of a side's last step, or of a move by protocol, before anybody is told: the meeting stands as before, with all that it held."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import concurrency, lifecycle, undo
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from delegations.registration.models import Delegation
from schedule.bilaterals.meetings import notices
from schedule.bilaterals.meetings.actions import clashes, holding, links
from schedule.bilaterals.models import AGREED, AnswerLink, Assignment, Meeting, Participant
from schedule.calendar.engagements.actions import TimeTaken

REQUESTED, COUNTERED = "meeting.requested", "meeting.countered"
# What a side sends.
SENT = (
    REQUESTED,
    COUNTERED,
    "meeting.accepted",
    "meeting.agreed",
    "meeting.declined",
    "meeting.time_changed",
    "meeting.time_kept",
)
MOVED = ("meeting.rearranged",)
# What the planner changes; by hand the last two are no steps of this kind.
PLANNED = (*MOVED, "meeting.confirmed", "meeting.interpreter_given")
UNDONE = ("meeting.request_undone", "meeting.step_undone")
_OF_PARTY = ("agrees", "party_size", "languages", "principal_id", "by_office")


def note_step(meeting: Meeting, by: Delegation | None = None, link: AnswerLink | None = None) -> dict[str, Any]:
    """Return for the audit log who takes a step, None for protocol, and what its undo restores besides the meeting's columns.

    `meeting`: As it is before the step, with its row locked. Contacts are private: of them only whether there was one.
    """
    assignment = Assignment.objects.filter(meeting=meeting).first() if meeting.state in AGREED else None
    offers = meeting.offers.all() if meeting.offered_by_id is not None else ()
    step = {
        "by": by.party.code if by else "",
        "link": link.pk if link else None,
        "interpreter": assignment.interpreter_id if assignment else None,
        "room_untold": meeting.room_id is not None and notices.is_room_untold(meeting),
        "has_contact": bool(meeting.asked_contact),
        "parties": {
            str(party.pk): {"has_contact": bool(party.contact), **{name: getattr(party, name) for name in _OF_PARTY}}
            for party in meeting.further()
        },
        "offers": [
            [offer.starts.isoformat(), offer.ends.isoformat(), offer.holds_until.isoformat(), offer.counts]
            for offer in offers
        ],
    }
    return {"step": step}


def words_columns(meeting: Meeting, message: str) -> dict[str, Any]:
    """Return the columns of what a side writes with its step, and of what was written before; they never enter the audit log."""
    return {"answer_words": message, "former_words": meeting.answer_words}


def lock_for_step(meeting: Meeting) -> Meeting:
    """Return the row as it is now, locked, with the delegations that are known already."""
    locked = concurrency.lock_row(meeting, None)
    locked.copy_sides(meeting)
    return locked


def find_undoable_step(meeting: Meeting, by: Delegation) -> AuditEntry | None:
    """Return the entry of the meeting's last change if it is a step of this side that can be undone. One query."""
    entry = AuditEntry.objects.filter(ref=str(meeting.record_id)).first() if undo.window() else None
    return entry if entry is not None and not undo.late(entry.at) and _is_step_of(entry, by) else None


def _is_step_of(entry: AuditEntry, by: Delegation | None) -> bool:
    verbs, code = (SENT, by.party.code) if by else (PLANNED, "")
    return entry.verb in verbs and "step" in entry.details and entry.details["step"]["by"] == code


@lifecycle.use_case
def undo_step(
    *, actor: Actor, meeting: Meeting, by: Delegation | None = None, expected_version: int | None = None
) -> Meeting:
    """Take back what `by` sent last, or what protocol or the planner moved (None); its letters never go. A request is removed altogether.

    Raises NotAllowed, NotFound; AlreadyDecided when something was changed since; NotPossible too late, or if a further request or a full
    day stands in the way; TimeTaken if somebody has the former time by now.
    """
    if by is None:
        require_right(actor, "bilaterals.place")
    else:
        links.act_for(actor, meeting, by)
    locked = concurrency.lock_row(meeting, expected_version)
    entry = undo.require_recent_step(locked, SENT if by else PLANNED)
    if not _is_step_of(entry, by):
        raise NotPossible(_("%(what)s: there is nothing to undo any more. Nothing was changed.") % {"what": meeting})
    step = entry.details["step"]
    notices.withdraw_step(locked, entry.subject_version)
    if entry.verb == REQUESTED:
        return _remove_request(actor, meeting, locked)
    to, columns = entry.came_from or locked.state, _former_columns(locked, entry, step)
    common: dict[str, Any] = {
        "actor": actor,
        "verb": UNDONE[1],
        "locked": locked,
        "details": {"undone": entry.verb},
        **columns,
    }
    # Before the meeting is written: offers that were added may hold the last place of that day's cap.
    holding.drop_offers(locked)
    try:
        with transaction.atomic():
            is_move = to != locked.state
            meeting = lifecycle.move(meeting, to, **common) if is_move else lifecycle.change(meeting, **common)
    except IntegrityError as problem:
        holding.check_caps([by] if by else meeting.parties(), [columns.get("day", meeting.day)])
        raise NotPossible(_("A request between the two is open. Settle that one first.")) from problem
    _restore_parties(meeting, step["parties"])
    _take_former_time(meeting, step, by)
    _restore_links(meeting, entry, by)
    if step["room_untold"]:
        notices.write_confirmation(meeting, after=undo.mails_wait())
    return meeting


def _remove_request(actor: Actor, meeting: Meeting, locked: Meeting) -> Meeting:
    # Cancelled first, so that it counts for no day any more (guards.py).
    removed = lifecycle.move(meeting, "cancelled", actor=actor, verb=UNDONE[0], locked=locked)
    holding.give_back(removed)
    Meeting.objects.filter(pk=removed.pk).delete()
    return removed


def _former_columns(meeting: Meeting, entry: AuditEntry, step: Mapping[str, Any]) -> dict[str, Any]:
    """Return the meeting's columns that the step changed, with their values before it."""
    columns: dict[str, Any] = {}
    for name, values in entry.details.get("changed", {}).items():
        if name == "asked_contact":
            columns |= {} if step["has_contact"] else {name: ""}
        elif name == "answer_words":
            columns[name] = meeting.former_words
        elif isinstance(values, list):
            columns[name] = _value_of(name, values[0])
    return columns


def _value_of(name: str, text: str) -> Any:
    """Return the value of a column from its text in the audit log."""
    field: Any = Meeting._meta.get_field(name)
    if not text and field.null:
        return None
    if isinstance(field, models.ForeignKey):
        related: Any = field.related_model
        return related._base_manager.get(pk=text)
    return field.to_python(text)


def _restore_parties(meeting: Meeting, parties: Mapping[str, Mapping[str, Any]]) -> None:
    for party in Participant.objects.filter(meeting=meeting) if parties else ():
        values = parties[str(party.pk)]
        for name in _OF_PARTY:
            setattr(party, name, values[name])
        if not values["has_contact"]:
            party.contact = ""
        party.save()


def _take_former_time(meeting: Meeting, step: Mapping[str, Any], by: Delegation | None) -> None:
    """Engage the principals, the room, the interpreter and the offers as they were. Raises TimeTaken."""
    meeting = Meeting.objects.select_related("asking_principal", "asked_principal", "room").get(pk=meeting.pk)
    assignment = None
    if step["interpreter"] is not None:
        values = {"interpreter_id": step["interpreter"]}
        assignment = Assignment.objects.update_or_create(meeting=meeting, defaults=values)[0]
    else:
        Assignment.objects.filter(meeting=meeting).delete()
    claims = [holding.claim_interpreter(meeting, assignment.interpreter)] if assignment else []
    displaced = holding.make_way(meeting, meeting.room) if meeting.room else []
    try:
        holding.rebook_time(meeting, meeting.room, *claims)
        for starts, ends, holds_until, counts in step["offers"]:
            moments = [datetime.fromisoformat(text) for text in (starts, ends, holds_until)]
            holding.put_back_offer(meeting, *moments, counts=counts)
    except TimeTaken as problem:
        if by is None:
            clashes.explain_to_protocol(problem, meeting)
        else:
            clashes.explain(problem, meeting, by)
        raise
    if meeting.room is None:
        holding.write_bookings(meeting, meeting.booking, holding.hold_room(meeting))
    holding.hold_elsewhere(displaced)


def _restore_links(meeting: Meeting, entry: AuditEntry, by: Delegation | None) -> None:
    """Let the link by which the answer came answer once more, and end the one that a proposal made."""
    if link := entry.details["step"]["link"]:
        AnswerLink.objects.filter(pk=link).update(used_at=None)
    if entry.verb == COUNTERED and by is not None:
        AnswerLink.objects.filter(meeting=meeting, used_at=None).exclude(delegation=by).delete()
