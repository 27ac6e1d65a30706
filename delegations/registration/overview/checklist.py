"""The first steps of a delegation, shown until all are taken and never again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from delegations.registration.models import Capacity, Delegate, Delegation, NoteVerbale
from delegations.registration.overview.waiting import DeadlineRow

# What the steps are about needs no place in the list beside them.
DEADLINES = ("note_verbale", "confirmation")


@dataclass(frozen=True)
class Step:
    words: str
    url: str
    done: bool
    at: datetime | None = None


def steps_of(
    delegation: Delegation,
    members: Sequence[Delegate],
    notes: Sequence[NoteVerbale],
    deadlines: Iterable[DeadlineRow],
) -> list[Step]:
    """Return the first steps, none when all are taken. No query."""
    due = {row.deadline.code: row.deadline.at for row in deadlines}
    code = delegation.party.slug
    submitted = delegation.submissions > 0 or any(one.state != "draft" for one in members)
    entered = submitted or bool(members)
    headed = submitted or any(one.capacity == Capacity.HEAD for one in members)
    page, new = reverse("registration:delegation", args=[code]), reverse("registration:member_new", args=[code])
    steps = [
        Step(
            _("Send the note verbale that names the delegation"),
            reverse("registration:notes", args=[code]),
            bool(notes),
            due.get("note_verbale"),
        ),
        Step(_("Enter the head of the delegation"), new, headed),
        Step(
            _("Enter the other members, or import them from a table"), new, entered and (submitted or len(members) > 1)
        ),
        Step(_("Submit the members who are complete"), f"{page}#members", submitted, due.get("confirmation")),
    ]
    return [] if all(step.done for step in steps) else steps
