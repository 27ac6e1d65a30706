from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core.undo import mails_wait
from conference.correspondence.models import Message
from conference.correspondence.outbox.actions import still_waiting, withdraw
from delegations.registration.delegations.notices import declare, write
from delegations.registration.models import (
    NoteVerbale,
)
from delegations.registration.overview import history

UNDONE = gettext_lazy("A decision was undone: %(what)s.")
history.register("note.reopened", UNDONE, UNDONE, right=history.SEE)
sentences.register({"note.reopened": gettext_lazy("%(who)s undid the decision on %(what)s")})

NOTE_RECEIVED = declare("note_received", gettext_lazy("Note verbale received"), ["number", "file_name", "at"])


NOTE_ACCEPTED = declare("note_accepted", gettext_lazy("Note verbale accepted"), ["number", "file_name", "at"])


def note_received(note: NoteVerbale) -> None:
    write(NOTE_RECEIVED, note.delegation, note, lambda: _note(note, note.received_at.isoformat()))


def note_accepted(note: NoteVerbale) -> None:
    """Write that the note is accepted; the mail waits while that can be undone."""
    at = note.accepted_at or note.received_at
    # An acceptance that was undone may be given again: a message of its own.
    version = Message.objects.filter(kind=NOTE_ACCEPTED.kind, subject_id=str(note.pk)).count()

    def own() -> dict[str, Any]:
        return _note(note, at.isoformat())

    write(NOTE_ACCEPTED, note.delegation, note, own, version=version, after=mails_wait())


def withdraw_accepted(note: NoteVerbale) -> None:
    waiting = still_waiting((NOTE_ACCEPTED,), {note.delegation.scope})
    withdraw(message for message in waiting if message.subject_id == str(note.pk))


def _note(note: NoteVerbale, at: str) -> dict[str, Any]:
    return {"number": note.number, "file_name": note.file_name, "at": at}
