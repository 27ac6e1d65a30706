from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from delegations.registration.delegations.notices import declare, write
from delegations.registration.models import (
    NoteVerbale,
)

if TYPE_CHECKING:
    pass


NOTE_RECEIVED = declare("note_received", gettext_lazy("Note verbale received"), ["number", "file_name", "at"])


NOTE_ACCEPTED = declare("note_accepted", gettext_lazy("Note verbale accepted"), ["number", "file_name", "at"])


def note_received(note: NoteVerbale) -> None:
    write(NOTE_RECEIVED, note.delegation, note, lambda: _note(note, note.received_at.isoformat()))


def note_accepted(note: NoteVerbale) -> None:
    at = note.accepted_at or note.received_at
    write(NOTE_ACCEPTED, note.delegation, note, lambda: _note(note, at.isoformat()))


def _note(note: NoteVerbale, at: str) -> dict[str, Any]:
    return {"number": note.number, "file_name": note.file_name, "at": at}
