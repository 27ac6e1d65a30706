"""Protocol's tasks on the day: asking both sides again, interpreters, noting what took place."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor
from conference.desk.registry import Task, Urgency, register_tasks
from schedule.bilaterals.board import queries
from schedule.bilaterals.meetings.desk_tasks import meeting_task, tasks


@register_tasks("bilaterals.see")
def on_the_day(actor: Actor) -> Iterator[Task]:
    """Yield what is due: each kind as one task that leads to the first meeting."""
    if meetings := queries.to_reconfirm():
        word = ngettext("%(n)d to reconfirm", "%(n)d to reconfirm", len(meetings))
        yield meeting_task(
            tasks.kind("reconfirm", Urgency.NOW, "wait", "↻", word),
            meetings,
            title=_("Bilateral meetings begin within two hours and are not reconfirmed"),
            remedy=_("Ask both sides and note it"),
        )
    if meetings := queries.without_interpreter():
        word = ngettext("%(n)d without interpreter", "%(n)d without interpreter", len(meetings))
        yield meeting_task(
            tasks.kind("interpreter", Urgency.TODAY, "wait", "↻", word),
            meetings,
            title=_("Agreed bilateral meetings need an interpreter"),
            remedy=_("Engage an interpreter"),
        )
    if meetings := queries.without_outcome():
        word = ngettext("%(n)d is over", "%(n)d are over", len(meetings))
        yield meeting_task(
            tasks.kind("outcome", Urgency.TODAY, "wait", "↻", word),
            meetings,
            title=_("Whether bilateral meetings took place is not noted"),
            remedy=_("Note whether it took place"),
        )
