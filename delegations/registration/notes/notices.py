from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core.undo import mails_wait
from conference.correspondence.models import Message
from conference.correspondence.outbox.actions import lock_undoable_messages, withdraw_messages
from delegations.registration.delegations.notices import declare_notice, write_to_focal_points
from delegations.registration.models import NoteVerbale
from delegations.registration.overview import history

UNDONE = gettext_lazy("A decision was undone: %(what)s.")
history.register_sentence("note.reopened", UNDONE, UNDONE, right=history.NOTES)
sentences.register_sentences({"note.reopened": gettext_lazy("%(who)s undid the decision on %(what)s")})

NOTE_RECEIVED = declare_notice(
    "note_received", gettext_lazy("Note verbale received"), ["number", "file_name", "at"], right=history.NOTES
)
NOTE_ACCEPTED = declare_notice(
    "note_accepted", gettext_lazy("Note verbale accepted"), ["number", "file_name", "at"], right=history.NOTES
)


def confirm_note(note: NoteVerbale) -> None:
    write_to_focal_points(NOTE_RECEIVED, note.delegation, note, lambda: _context(note, note.received_at))


def tell_accepted(note: NoteVerbale) -> None:
    """Write that the note is accepted; the mail waits while that can be undone."""
    context = _context(note, note.accepted_at or note.received_at)
    # An acceptance that was undone and given again is a further message.
    version = Message.objects.filter(kind=NOTE_ACCEPTED.kind, subject_id=str(note.pk)).count()
    write_to_focal_points(NOTE_ACCEPTED, note.delegation, note, lambda: context, version=version, after=mails_wait())


def withdraw_accepted(note: NoteVerbale) -> None:
    """Cancel the mails about the acceptance that still wait."""
    mails = lock_undoable_messages((NOTE_ACCEPTED,), {note.delegation.scope})
    withdraw_messages(mail for mail in mails if mail.subject_id == str(note.pk))


def _context(note: NoteVerbale, at: datetime) -> dict[str, Any]:
    return {"number": note.number, "file_name": note.file_name, "at": at.isoformat()}
