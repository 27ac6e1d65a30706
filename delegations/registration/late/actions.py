"""Late requests for members who are named after the deadline, each with a note verbale."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from conference.audit.models import AuditEntry
from conference.core import clock, concurrency, lifecycle, undo
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.core.personal_data import PersonalText
from conference.files.documents import Document
from delegations.registration.delegations import deadlines, places
from delegations.registration.late import notices
from delegations.registration.members import queries
from delegations.registration.members.actions.editing import lock_delegation
from delegations.registration.members.actions.submission import receive_members
from delegations.registration.members.queries import Submission
from delegations.registration.models import Delegate, Delegation, LateRequest, NoteVerbale
from delegations.registration.notes.actions import store_note


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
    """Ask the organisers to admit members who are named after the deadline, with their note verbale as for `upload_note`.

    Raises NotPossible before the deadline, for nobody, and for somebody who needs no request or has one waiting.
    """
    delegation = lock_delegation(actor, delegation)
    everybody = queries.members_of(delegation)
    lateness = deadlines.get_lateness(delegation, everybody)
    keys = {member.pk for member in members}
    chosen = [member for member in everybody if member.pk in keys]
    _check_needed(lateness, chosen)
    note = store_note(actor, delegation, document, number, dated)
    request = LateRequest(
        delegation=delegation, note=note, words=words[:500], asked_at=clock.now(), asked_by_id=actor.user_id
    )
    details = {"members": [PersonalText.name_of(member) for member in chosen]}
    lifecycle.create(request, actor=actor, verb="late.asked", reason=request.words, details=details)
    request.members.set(chosen)
    notices.confirm_request(request, chosen)
    return request


def _check_needed(lateness: deadlines.Lateness, members: list[Delegate]) -> None:
    if not lateness.closed:
        raise NotPossible(_("The deadline has not passed yet. Submit the members; no late request is needed."))
    if not members:
        raise NotPossible(_("Choose at least one member for the request."))
    for member in members:
        if member.pk in lateness.asked:
            message = _("A request for %(who)s is already pending: %(note)s.")
            raise NotPossible(message % {"who": member, "note": lateness.asked[member.pk].note})
        if lateness.is_free(member):
            message = _("%(who)s needs no late request and can be submitted.")
            if member.state not in ("draft", "returned"):
                message = _("%(who)s is already %(state)s.")
            raise NotPossible(message % {"who": member, "state": lifecycle.state_word(member)})


@lifecycle.use_case
def withdraw_late(*, actor: Actor, request: LateRequest, expected_version: int | None = None) -> LateRequest:
    """Withdraw a request that is not decided; its members stay drafts."""
    lock_delegation(actor, request.delegation)
    request = lifecycle.move(
        request, "withdrawn", actor=actor, verb="late.withdrawn", expected_version=expected_version
    )
    notices.confirm_withdrawal(request, members_of(request))
    return request


@lifecycle.use_case
def grant_late(*, actor: Actor, request: LateRequest, expected_version: int | None = None) -> Submission:
    """Admit the request's members and accept the note verbale. Return who was submitted, if anybody, and who still lacks what.

    Complete members are submitted, late, in the name of the one who asked; the delegation submits the others when they are complete. Raises
    NotPossible when none of them is a draft any more or a category has no place.
    """
    require_right(actor, "registration.admit_late")
    delegation, now = places.lock_places(request.delegation), clock.now()
    decision: dict[str, Any] = {"decided_at": now, "decided_by_id": actor.user_id}
    request = lifecycle.move(
        request, "granted", actor=actor, verb="late.granted", expected_version=expected_version, **decision
    )
    keys = {member.pk for member in members_of(request)}
    drafts = [member for member in queries.members_of(delegation) if member.pk in keys and member.state == "draft"]
    if not drafts:
        raise NotPossible(
            _("None of the members in this request is a draft any longer. Decline it and say so in the reason.")
        )
    note = request.note
    note.accepted_at, note.accepted_by_id = now, actor.user_id
    note.save(update_fields=["accepted_at", "accepted_by"])
    checked = [(member, queries.missing_fields(member)) for member in drafts]
    complete = [member for member, missing in checked if not missing]
    lacking = [(member, missing) for member, missing in checked if missing]
    if complete:
        receive_members(delegation, complete, actor=actor, late=complete, submitted_by=request.asked_by_id)
    notices.tell_granted(request, complete, [member for member, _missing in lacking])
    return Submission(delegation.submissions, now, complete, lacking)


@lifecycle.use_case
def decline_late(
    *, actor: Actor, request: LateRequest, reason: str, expected_version: int | None = None
) -> LateRequest:
    """Decline a request; its members stay drafts, and the focal points read the reason. Raises NotPossible without a reason."""
    require_right(actor, "registration.admit_late")
    reason = reason.strip()[:500]
    if not reason:
        raise NotPossible(_("Give the reason for declining the request: the delegation reads it."))
    places.lock_places(request.delegation)
    request = lifecycle.move(
        request,
        "declined",
        actor=actor,
        verb="late.declined",
        expected_version=expected_version,
        reason=reason,
        decided_at=clock.now(),
        decided_by_id=actor.user_id,
    )
    LateRequest.objects.filter(pk=request.pk).update(reason=reason)
    request.reason = reason
    notices.tell_declined(request, members_of(request))
    return request


@lifecycle.use_case
def undo_decision(*, actor: Actor, request: LateRequest, expected_version: int | None = None) -> LateRequest:
    """Undo a decision of just now, also a colleague's: its mail is not sent, members it submitted are drafts again, and the note waits.

    The number of that submission is not used again. Raises NotPossible too late, or when a member it submitted was changed since.
    """
    require_right(actor, "registration.admit_late")
    places.lock_places(request.delegation)
    locked = concurrency.lock_row(request, None)
    if expected_version in (None, 0, locked.version):
        entry = undo.require_recent_step(locked, ("late.granted", "late.declined"))
        for member in members_of(locked) if locked.state == "granted" else ():
            _move_back_to_draft(member, entry, actor)
        NoteVerbale.objects.filter(pk=locked.note_id).update(accepted_at=None, accepted_by=None)
    notices.withdraw_decision(locked)
    # With another version `move` raises AlreadyDecided. Its `reason` is that of the audit entry, not of the request.
    fields: dict[str, Any] = {"decided_at": None, "decided_by_id": None}
    lifecycle.move(request, "asked", actor=actor, verb="late.reopened", expected_version=expected_version, **fields)
    LateRequest.objects.filter(pk=request.pk).update(reason="")
    request.reason = ""
    return request


def _move_back_to_draft(member: Delegate, granted: AuditEntry, actor: Actor) -> None:
    """Undo the submission of a member by the grant; one who stayed a draft then is left alone."""
    if member.state == "draft":
        return
    last = AuditEntry.objects.get(ref=str(member.record_id))
    if (last.verb, last.actor_id) != ("delegate.submitted", granted.actor_id) or last.at < granted.at:
        raise NotPossible(_("%(who)s was changed otherwise since. Nothing was undone.") % {"who": member})
    fields: dict[str, Any] = {"submitted_at": None, "submitted_by_id": None, "late": False}
    lifecycle.move(member, "draft", actor=actor, verb="delegate.admission_undone", **fields)


def members_of(request: LateRequest) -> list[Delegate]:
    return list(request.members.select_related("category", "protocol_rank").order_by("position", "pk"))
