"""The first steps of a delegation, shown until all are taken and never again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from delegations.registration.delegations.deadlines import DEADLINE, Lateness
from delegations.registration.models import Capacity, Delegate, Delegation, NoteVerbale
from delegations.registration.overview.waiting import DeadlineRow

# What the steps are about needs no place in the list beside them.
DEADLINES = ("note_verbale", DEADLINE)


@dataclass(frozen=True)
class Step:
    """A step. `at`: until when; `waits`: the delegation has done it, and the organizers decide; `other`: another way, words and address."""

    words: str
    url: str
    done: bool
    at: datetime | None = None
    waits: bool = False
    other: tuple[str, str] | None = None


def steps_of(
    delegation: Delegation,
    members: Sequence[Delegate],
    notes: Sequence[NoteVerbale],
    deadlines: Iterable[DeadlineRow],
    standing: Lateness,
) -> list[Step]:
    """Return the first steps, none when all are taken. No query.

    Args:
        standing: How the deadline for submitting applies to the members: after it a late request comes before the submission.
    """
    due = {row.deadline.code: row.deadline.at for row in deadlines}
    code = delegation.party.slug
    submitted = delegation.submissions > 0 or any(one.state != "draft" for one in members)
    entered = submitted or bool(members)
    headed = submitted or any(one.capacity == Capacity.HEAD for one in members)
    new = reverse("registration:member_new", args=[code])
    steps = [
        Step(
            _("Send the note verbale that names the delegation"),
            reverse("registration:notes", args=[code]),
            bool(notes),
            due.get("note_verbale"),
        ),
        Step(_("Enter the head of the delegation"), new, headed),
        Step(
            _("Enter the other members"),
            new,
            entered and (submitted or len(members) > 1),
            other=(_("Import them from a table"), reverse("registration:import", args=[code])),
        ),
        _submission(delegation, members, submitted, due.get(DEADLINE), standing),
    ]
    return [] if all(step.done for step in steps) else steps


def _submission(
    delegation: Delegation, members: Sequence[Delegate], submitted: bool, at: datetime | None, standing: Lateness
) -> Step:
    late = reverse("registration:late", args=[delegation.party.slug])
    if not submitted and standing.closed:
        if not members or any(standing.needs_request(one) for one in members):
            return Step(_("The deadline for submitting members has passed: make a late request"), late, False)
        if not any(standing.is_free(one) for one in members):
            return Step(_("The late request was sent; the organizers decide"), late, False, waits=True)
    page = reverse("registration:delegation", args=[delegation.party.slug])
    return Step(_("Submit the members who are complete"), f"{page}#members", submitted, None if standing.closed else at)
