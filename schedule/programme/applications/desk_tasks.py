"""Tasks about applications, and their sentences in the audit log."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

from conference.audit.words import register
from conference.core import clock
from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from schedule.programme.applications import queries
from schedule.programme.models import Application

NEAR = timedelta(days=3)

register(
    {
        "application.begun": gettext_lazy("%(who)s started an application for a side event"),
        "application.submitted": gettext_lazy("%(who)s applied for the side event %(what)s"),
        "application.accepted": gettext_lazy("%(who)s accepted the side event %(what)s"),
        "application.declined": gettext_lazy("%(who)s declined the side event %(what)s"),
        "application.withdrawn": gettext_lazy("%(who)s withdrew the side event %(what)s"),
    }
)


def undecided(actor: Actor) -> Iterator[Task]:
    """Yield one task for all that wait, more urgent near the deadline; one for each withdrawn one still in the draft."""
    waiting = queries.sent("submitted")
    if waiting:
        found = queries.deadline()
        near = found is not None and found.at <= clock.now() + NEAR
        count, first = len(waiting), waiting[0]
        yield Task(
            key="applications.undecided",
            urgency=Urgency.TODAY if near else Urgency.BEFORE,
            tone="wait",
            mark="→",
            word=ngettext("%(n)d to decide", "%(n)d to decide", count) % {"n": count},
            title=ngettext(
                "%(n)d application for a side event awaits a decision",
                "%(n)d applications for side events await a decision",
                count,
            )
            % {"n": count},
            why=_("The first is “%(title)s” of %(party)s.") % {"title": first, "party": first.delegation},
            remedy=_("Decide on them"),
            url=reverse("programme:applications"),
            owner=Role.PROGRAMME.label,
            right="programme.edit",
            at=first.submitted_at,
            parties=tuple(one.delegation.party for one in waiting[:3]),
        )
    yield from (_left(one) for one in queries.left_behind())


def _left(one: Application) -> Task:
    return Task(
        key=f"applications.left.{one.pk}",
        urgency=Urgency.NOW,
        tone="no",
        mark="✕",
        word=pgettext("a request", "Withdrawn"),
        title=_("%(party)s withdrew its side event “%(title)s”") % {"party": one.delegation, "title": one},
        why=_("It is still in the draft of the programme and occupies its room."),
        remedy=_("Remove it from the programme"),
        url=reverse("programme:edit", args=[one.session_key]),
        owner=Role.PROGRAMME.label,
        right="programme.edit",
        parties=(one.delegation.party,),
    )


register_tasks("applications.see", undecided)
