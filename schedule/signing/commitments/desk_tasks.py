from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from conference.models import NotSetUp, current_conference
from schedule.signing.commitments import queries

NAMED = 4


def waiting(actor: Actor) -> Iterator[Task]:
    """Yield the commitments whose day has passed while they are open, as one task."""
    try:
        late = list(queries.overdue())
    except NotSetUp:  # the desk opens before the conference is entered, and then nothing is followed up
        return
    if not late:
        return
    count, first = len(late), late[0].due_on
    parties = tuple({one.party_id: one.party for one in late}.values())
    yield Task(
        key="signing.commitments",
        urgency=Urgency.BEFORE,
        tone="wait",
        mark="!",
        word=ngettext("%(n)d overdue", "%(n)d overdue", count) % {"n": count},
        title=_("Commitments to be followed up"),
        why=_(
            "Their day has passed and nobody has entered how they stand. The results page shows their last known state."
        ),
        remedy=_("Enter their present state"),
        url=reverse("signing:commitments"),
        owner=Role.SECRETARIAT.label,
        right="commitments.record",
        due=datetime.combine(first, time(), current_conference().zone) if first else None,
        parties=parties[:NAMED],
    )


register_tasks("commitments.see", waiting)
