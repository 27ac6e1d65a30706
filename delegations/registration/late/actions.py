"""Late requests: members named after the deadline, by a note verbale of their own."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import clock, concurrency, lifecycle, undo
from conference.core.access import Actor, require
from conference.core.errors import NotPossible
from conference.files.documents import Document
from delegations.registration.delegations import deadlines, places
from delegations.registration.late import notices
from delegations.registration.members import queries
from delegations.registration.members.actions.editing import lock_delegation
from delegations.registration.members.actions.submission import Submission, receive
from delegations.registration.models import Delegate, Delegation, LateRequest, NoteVerbale
from delegations.registration.notes.actions import keep_note


@lifecycle.use_case
def ask_late(
    *,
    actor: Actor,
    delegation: Delegation,
    members: Iterable[Delegate],
    document: Document,
    number: str = "",
    dated: date | None = None,
    words: str = "",
) -> LateRequest:
    """Ask the organisers to admit members who are named after the deadline.

    Args:
        members: Drafts of the delegation, complete or not yet.
        document, number, dated: Of the note verbale, as for `upload_note`.

    Raises:
        NotPossible: Before the deadline, for nobody, and for somebody who needs no request or has one waiting; nothing is stored then.
    """
    held = lock_delegation(actor, delegation)
    everybody = queries.members_of(held)
    standing = deadlines.get_lateness(held, everybody)
    wanted = {one.pk for one in members}
    chosen = [one for one in everybody if one.pk in wanted]
    _may_be_asked(standing, chosen)
    note = keep_note(actor, held, document, number, dated)
    request = LateRequest(
        delegation=held, note=note, words=words[:500], asked_at=clock.now(), asked_by_id=actor.user_id
    )
    details = {"members": [str(one) for one in chosen]}
    lifecycle.create(request, actor=actor, verb="late.asked", reason=request.words, details=details)
    request.members.set(chosen)
    notices.late_asked(request, chosen)
    return request


def _may_be_asked(standing: deadlines.Lateness, chosen: list[Delegate]) -> None:
    if not standing.closed:
        raise NotPossible(_("The deadline has not passed yet. Submit the members; no late request is needed."))
    if not chosen:
        raise NotPossible(_("Choose at least one member for the request."))
    for one in chosen:
        if one.pk in standing.asked:
            words = _("A request for %(who)s is already pending: %(note)s.")
            raise NotPossible(words % {"who": one, "note": standing.asked[one.pk].note})
        if standing.is_free(one):
            words = _("%(who)s needs no late request and can be submitted.")
            if one.state not in ("draft", "returned"):
                words = _("%(who)s is already %(state)s.")
            raise NotPossible(words % {"who": one, "state": lifecycle.state_word(one)})


@lifecycle.use_case
def withdraw_late(*, actor: Actor, request: LateRequest, expected_version: int | None = None) -> LateRequest:
    """Withdraw a request that is not decided; its members stay drafts."""
    lock_delegation(actor, request.delegation)
    row = lifecycle.move(request, "withdrawn", actor=actor, verb="late.withdrawn", expected_version=expected_version)
    notices.late_withdrawn(row, members_of(row))
    return row


@lifecycle.use_case
def grant_late(*, actor: Actor, request: LateRequest, expected_version: int | None = None) -> Submission:
    """Admit the request's members and accept the note verbale.

    The complete ones are submitted, late, on behalf of the one who asked; the delegation submits the others when they are complete.

    Returns:
        Who was submitted, maybe nobody, and who still lacks what.

    Raises:
        NotPossible: When none of them is a draft any more or a category has no place; nothing is done then.
    """
    require(actor, "registration.admit_late")
    held, now = places.hold(request.delegation), clock.now()
    row = lifecycle.move(
        request,
        "granted",
        actor=actor,
        verb="late.granted",
        expected_version=expected_version,
        decided_at=now,
        decided_by_id=actor.user_id,
    )
    everybody = queries.members_of(held)
    asked = {one.pk for one in members_of(row)}
    waiting = [one for one in everybody if one.pk in asked and one.state == "draft"]
    if not waiting:
        raise NotPossible(
            _("None of the members in this request is a draft any longer. Decline it and say so in the reason.")
        )
    note = row.note
    note.accepted_at, note.accepted_by_id = now, actor.user_id
    note.save(update_fields=["accepted_at", "accepted_by"])
    lacking = {one.pk: queries.missing_fields(one) for one in waiting}
    coming = [one for one in waiting if not lacking[one.pk]]
    left = [(one, lacking[one.pk]) for one in waiting if lacking[one.pk]]
    if coming:
        receive(held, coming, actor=actor, late=coming, submitted_by=row.asked_by_id)
    notices.late_granted(row, coming, [one for one, _lacks in left])
    return Submission(held.submissions, now, coming, left)


@lifecycle.use_case
def decline_late(
    *, actor: Actor, request: LateRequest, reason: str, expected_version: int | None = None
) -> LateRequest:
    """Decline a request; its members stay drafts, and the focal points are told the reason. Raises NotPossible without a reason."""
    require(actor, "registration.admit_late")
    reason = reason.strip()[:500]
    if not reason:
        raise NotPossible(_("Give the reason for declining the request: the delegation reads it."))
    places.hold(request.delegation)
    row = lifecycle.move(
        request,
        "declined",
        actor=actor,
        verb="late.declined",
        expected_version=expected_version,
        reason=reason,
        decided_at=clock.now(),
        decided_by_id=actor.user_id,
    )
    LateRequest.objects.filter(pk=row.pk).update(reason=reason)
    row.reason = reason
    notices.late_declined(row, members_of(row))
    return row


@lifecycle.use_case
def undo_decision(*, actor: Actor, request: LateRequest, expected_version: int | None = None) -> LateRequest:
    """Undo a decision of just now, also a colleague's: its mail does not go, whom it submitted is a draft again, and the note waits.

    The number of the submission is used up: the next one has a number of its own.

    Raises:
        NotPossible: Too late, or when one of those submitted was worked on since.
        AlreadyDecided: When somebody was faster.
    """
    require(actor, "registration.admit_late")
    places.hold(request.delegation)
    row = concurrency.lock(request, None)
    if row.version == (expected_version or row.version):
        entry = undo.check(row, ("late.granted", "late.declined"))
        for member in members_of(row) if row.state == "granted" else ():
            _back_to_draft(member, entry, actor)
        NoteVerbale.objects.filter(pk=row.note_id).update(accepted_at=None, accepted_by=None)
    notices.withdraw_decided(row)
    # With another version `move` says who was faster. Its `reason` is that of the audit entry, not the row's.
    nothing: dict[str, Any] = {"decided_at": None, "decided_by_id": None}
    lifecycle.move(request, "asked", actor=actor, verb="late.reopened", expected_version=expected_version, **nothing)
    LateRequest.objects.filter(pk=request.pk).update(reason="")
    request.reason = ""
    return request


def _back_to_draft(member: Delegate, granted: AuditEntry, actor: Actor) -> None:
    """Undo the submission that came of the grant; one whom it left a draft stays one."""
    if member.state == "draft":
        return
    last = AuditEntry.objects.get(ref=str(member.record_id))
    if (last.verb, last.actor_id) != ("delegate.submitted", granted.actor_id) or last.at < granted.at:
        raise NotPossible(_("%(who)s was changed otherwise since. Nothing was undone.") % {"who": member})
    undone: dict[str, Any] = {"submitted_at": None, "submitted_by_id": None, "late": False}
    lifecycle.move(member, "draft", actor=actor, verb="delegate.admission_undone", **undone)


def members_of(request: LateRequest) -> list[Delegate]:
    found = request.members.select_related("category", "protocol_rank")
    return list(found.order_by("position", "pk"))
