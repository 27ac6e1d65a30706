"""The first steps of a delegation, shown until all are taken and never again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from delegations.registration.delegations.deadlines import DEADLINE, Lateness
from delegations.registration.models import Capacity, Delegate, Delegation, NoteVerbale
from delegations.registration.overview.waiting import DeadlineRow

# The deadlines of the steps: the list of what waits leaves them out.
DEADLINES = ("note_verbale", DEADLINE)


@dataclass(frozen=True)
class ChecklistStep:
    label: str
    url: str
    done: bool
    at: datetime | None = None  # until when
    waits: bool = False  # the delegation has done it, and the organizers decide
    other: tuple[str, str] | None = None  # label and address of another way


def steps_of(
    delegation: Delegation,
    members: Sequence[Delegate],
    notes: Sequence[NoteVerbale],
    deadlines: Iterable[DeadlineRow],
    lateness: Lateness,
) -> list[ChecklistStep]:
    """Return the first steps, none when all are taken. After the deadline, a late request comes before the submission. No query."""
    due = {row.deadline.code: row.deadline.at for row in deadlines}
    code = delegation.party.slug
    has_submitted = delegation.submissions > 0 or any(member.state != "draft" for member in members)
    has_head = has_submitted or any(member.capacity == Capacity.HEAD for member in members)
    new = reverse("registration:member_new", args=[code])
    steps = [
        ChecklistStep(
            _("Send the note verbale that names the delegation"),
            reverse("registration:notes", args=[code]),
            bool(notes),
            due.get("note_verbale"),
        ),
        ChecklistStep(_("Enter the head of the delegation"), f"{new}?capacity={Capacity.HEAD}", has_head),
        ChecklistStep(
            _("Enter the other members"),
            new,
            has_submitted or len(members) > 1,
            other=(_("Import them from a table"), reverse("registration:import", args=[code])),
        ),
        _submission(delegation, members, has_submitted, due.get(DEADLINE), lateness),
    ]
    return [] if all(step.done for step in steps) else steps


def _submission(
    delegation: Delegation, members: Sequence[Delegate], has_submitted: bool, at: datetime | None, lateness: Lateness
) -> ChecklistStep:
    late = reverse("registration:late", args=[delegation.party.slug])
    if not has_submitted and lateness.closed:
        if not members or any(lateness.needs_request(member) for member in members):
            return ChecklistStep(_("The deadline for submitting members has passed: make a late request"), late, False)
        if not any(lateness.is_free(member) for member in members):
            return ChecklistStep(_("The late request was sent; the organizers decide"), late, False, waits=True)
    page = reverse("registration:delegation", args=[delegation.party.slug])
    label = _("Submit the members who are complete")
    return ChecklistStep(label, f"{page}#members", has_submitted, None if lateness.closed else at)
