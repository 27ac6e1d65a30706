import uuid
from datetime import date

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from conference.core import clock, concurrency, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import AlreadyDecided, NotPossible
from conference.files.documents import Document
from delegations.registration.members.actions.editing import lock_delegation
from delegations.registration.models import Delegation, LateRequest, NoteVerbale
from delegations.registration.notes import notices


@lifecycle.use_case
def upload_note(
    *, actor: Actor, delegation: Delegation, document: Document, number: str = "", dated: date | None = None
) -> NoteVerbale:
    """Store a note verbale, which then waits to be accepted. Sent twice it is one."""
    delegation = lock_delegation(actor, delegation)
    received = NoteVerbale(
        delegation=delegation, number=number, dated=dated, file_name=document.name, received_from_id=actor.user_id
    )
    first = concurrency.made_before(received, actor=actor, verb="note.received", but=["file", "received_at"])
    if first is not None and _has_file(first, document):
        return first
    note = store_note(actor, delegation, document, number, dated)
    notices.confirm_note(note)
    return note


def _has_file(note: NoteVerbale, document: Document) -> bool:
    with note.file.open() as file:
        return bool(file.read() == document.body)


def store_note(
    actor: Actor, delegation: Delegation, document: Document, number: str, dated: date | None
) -> NoteVerbale:
    """Store the document as a note of the locked delegation, and log it."""
    note = NoteVerbale(
        delegation=delegation,
        number=number,
        dated=dated,
        file_name=document.name,
        received_at=clock.now(),
        received_from_id=actor.user_id,
    )
    note.file.save(f"{uuid.uuid4().hex}.{document.extension}", ContentFile(document.body), save=False)
    note.save()
    lifecycle.log(note, actor=actor, verb="note.received", details={"delegation": delegation.pk})
    return note


@lifecycle.use_case
def accept_note(*, actor: Actor, note: NoteVerbale) -> NoteVerbale:
    """Accept a note verbale. Raises NotPossible for that of a late request."""
    require_right(actor, "registration.take_note")
    note = _lock(note)
    if note.accepted_at:
        message = _("%(note)s: already accepted by %(who)s. Nothing was changed.")
        raise AlreadyDecided(message % {"note": note, "who": note.accepted_by})
    if LateRequest.objects.filter(note=note).exists():
        raise NotPossible(_("%(note)s belongs to a late request and is decided together with it.") % {"note": note})
    note.accepted_at, note.accepted_by_id = clock.now(), actor.user_id
    note.save(update_fields=["accepted_at", "accepted_by"])
    lifecycle.log(note, actor=actor, verb="note.accepted")
    notices.tell_accepted(note)
    return note


@lifecycle.use_case
def undo_acceptance(*, actor: Actor, note: NoteVerbale) -> NoteVerbale:
    """Undo an acceptance of just now, also a colleague's: its mail is not sent, and the note waits again. Raises NotPossible too late."""
    require_right(actor, "registration.take_note")
    note = _lock(note)
    if not note.is_undoable:
        raise NotPossible(_("%(what)s: there is nothing to undo any more. Nothing was changed.") % {"what": note})
    note.accepted_at, note.accepted_by_id = None, None
    note.save(update_fields=["accepted_at", "accepted_by"])
    lifecycle.log(note, actor=actor, verb="note.reopened")
    notices.withdraw_accepted(note)
    return note


def _lock(note: NoteVerbale) -> NoteVerbale:
    return NoteVerbale.objects.select_for_update(of=("self",)).select_related("delegation__party").get(pk=note.pk)
