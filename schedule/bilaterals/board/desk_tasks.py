"""Protocol's tasks on the day: asking both sides again, interpreters, noting what took place."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from schedule.bilaterals.board import queries
from schedule.bilaterals.models import Meeting


def on_the_day(actor: Actor) -> Iterator[Task]:
    """Yield what is due: each kind as one task that leads to the first meeting."""
    if found := queries.to_reconfirm():
        yield _task(
            "reconfirm",
            found,
            urgency=Urgency.NOW,
            word=ngettext("%(n)d to reconfirm", "%(n)d to reconfirm", len(found)) % {"n": len(found)},
            title=_("Bilateral meetings begin within two hours and are not reconfirmed"),
            remedy=_("Ask both sides and note it"),
        )
    if found := queries.without_interpreter():
        yield _task(
            "interpreter",
            found,
            urgency=Urgency.TODAY,
            word=ngettext("%(n)d without interpreter", "%(n)d without interpreter", len(found)) % {"n": len(found)},
            title=_("Agreed bilateral meetings need an interpreter"),
            remedy=_("Engage an interpreter"),
        )
    if found := queries.without_outcome():
        yield _task(
            "outcome",
            found,
            urgency=Urgency.TODAY,
            word=ngettext("%(n)d is over", "%(n)d are over", len(found)) % {"n": len(found)},
            title=_("Whether bilateral meetings took place is not noted"),
            remedy=_("Note whether it took place"),
        )


def _task(name: str, found: Sequence[Meeting], *, urgency: Urgency, word: str, title: str, remedy: str) -> Task:
    first = found[0]
    return Task(
        key=f"bilaterals.{name}",
        urgency=urgency,
        tone="wait",
        mark="↻",
        word=word,
        title=title,
        why=_("The first is %(one)s and %(two)s.") % {"one": first.asking, "two": first.asked},
        remedy=remedy,
        url=reverse("bilaterals:desk-meeting", args=[first.public_id]),
        owner=Role.PROTOCOL.label,
        right="bilaterals.place",
        due=first.starts,
        parties=(first.asking.party, first.asked.party),
    )


register_tasks("bilaterals.see", on_the_day)
