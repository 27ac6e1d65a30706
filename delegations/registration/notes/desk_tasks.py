from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.registration.models import (
    NoteVerbale,
)
from delegations.registration.overview import listing
from delegations.registration.overview.desk_tasks import FLAGS

FEW = 3  # notes verbales that get a line each


def notes_to_accept(actor: Actor) -> Iterator[Task]:
    """Yield the notes verbales that nobody has accepted: one line each while they are few, else one for all."""
    # The note of a late request is read and decided with the request.
    waiting = NoteVerbale.objects.filter(accepted_at__isnull=True, late_request__isnull=True)
    waiting = waiting.select_related("delegation__party")
    notes = list(waiting.prefetch_related("delegation__party__names").order_by("received_at")[: FLAGS + 1])
    if len(notes) <= FEW:
        yield from (_note(note) for note in notes)
        return
    count = waiting.count()
    yield Task(
        key="registration.notes",
        urgency=Urgency.TODAY,
        tone="wait",
        mark="→",
        word=ngettext("%(count)s received", "%(count)s received", count) % {"count": count},
        title=_("Notes verbales to be read and accepted"),
        why=_("The oldest is from %(party)s. Each names persons who are already in the queue.")
        % {"party": notes[0].delegation.party.short},
        remedy=_("Read and accept them"),
        url=reverse("registration:desk_list") + listing.Filter(show="note").query(),
        owner=Role.ACCREDITATION.label,
        at=notes[0].received_at,
        parties=tuple(note.delegation.party for note in notes[:FLAGS]),
    )


def _note(note: NoteVerbale) -> Task:
    party = note.delegation.party
    return Task(
        key=f"registration.note.{note.pk}",
        urgency=Urgency.TODAY,
        tone="wait",
        mark="→",
        word=pgettext("a note verbale", "Received"),
        title=_("%(party)s: note verbale %(note)s") % {"party": party.short, "note": note},
        why=_("It names the delegation and has to be compared with the members entered."),
        remedy=_("Read and accept the note"),
        url=reverse("registration:desk_one", args=[party.slug]) + "#notes",
        owner=Role.ACCREDITATION.label,
        at=note.received_at,
        parties=(party,),
    )


register_tasks("registration.take_note", notes_to_accept)
