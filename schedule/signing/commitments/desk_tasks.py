from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, TaskList, Urgency, register_tasks
from conference.models import NotSetUp, current_conference
from schedule.signing.commitments import queries

NAMED = 4

tasks = TaskList("signing", Role.SECRETARIAT, "commitments.record")


@register_tasks("commitments.see")
def overdue(actor: Actor) -> Iterator[Task]:
    """Yield the commitments whose day has passed while they are open, as one task."""
    try:
        late = list(queries.overdue())
    except NotSetUp:  # the desk opens before the conference is entered, and then nothing is followed up
        return
    if late:
        count, due_on = len(late), late[0].due_on
        parties = tuple({commitment.party_id: commitment.party for commitment in late}.values())
        word = ngettext("%(n)d overdue", "%(n)d overdue", count)
        yield tasks.kind("commitments", Urgency.BEFORE, "wait", "!", word).task(
            title=_("Commitments to be followed up"),
            why=_(
                "Their day has passed and nobody has entered how they stand. The results page shows their last known state."
            ),
            remedy=(_("Enter their present state"), reverse("signing:commitments")),
            values={"n": count},
            due=datetime.combine(due_on, time(), current_conference().zone) if due_on else None,
            parties=parties[:NAMED],
        )
