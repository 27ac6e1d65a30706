from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, TaskList, Urgency, register_tasks
from delegations.registration.models import NoteVerbale
from delegations.registration.overview import listing
from delegations.registration.overview.desk_tasks import FLAGS

FEW = 3  # notes verbales that get a line each

tasks = TaskList("registration", Role.ACCREDITATION)


@register_tasks("registration.take_note")
def notes_to_accept(actor: Actor) -> Iterator[Task]:
    """Yield the notes verbales that nobody has accepted: one line each while they are few, else one for all."""
    # The note of a late request is read and decided with the request.
    waiting = NoteVerbale.objects.filter(accepted_at__isnull=True, late_request__isnull=True)
    waiting = waiting.select_related("delegation__party")
    notes = list(waiting.prefetch_related("delegation__party__names").order_by("received_at")[: FLAGS + 1])
    if len(notes) <= FEW:
        yield from (_task_for_note(note) for note in notes)
        return
    count = waiting.count()
    yield tasks.kind(
        "notes", Urgency.TODAY, "wait", "→", ngettext("%(count)s received", "%(count)s received", count)
    ).task(
        title=_("Notes verbales to be read and accepted"),
        why=_("The oldest is from %(party)s. Each names persons who are already in the queue."),
        remedy=(_("Read and accept them"), reverse("registration:desk_list") + listing.Filter(show="note").query()),
        values={"count": count, "party": notes[0].delegation.party.short},
        at=notes[0].received_at,
        parties=tuple(note.delegation.party for note in notes[:FLAGS]),
    )


def _task_for_note(note: NoteVerbale) -> Task:
    party = note.delegation.party
    return tasks.kind(f"note.{note.pk}", Urgency.TODAY, "wait", "→", pgettext("a note verbale", "Received")).task(
        title=_("%(party)s: note verbale %(note)s"),
        why=_("It names the delegation and has to be compared with the members entered."),
        remedy=(_("Read and accept the note"), reverse("registration:desk_one", args=[party.slug]) + "#notes"),
        values={"party": party.short, "note": note},
        at=note.received_at,
        parties=(party,),
    )
