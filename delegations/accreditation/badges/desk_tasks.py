from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock
from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.accreditation.models import Badge, PrintJob

SOON = timedelta(hours=24)


def printing(actor: Actor) -> Iterable[Task]:
    """Yield badges that wait to be printed, and a batch that failed, whoever asked for it. Two queries."""
    found = []
    waits = Badge.objects.filter(state="queued").count()
    if waits:
        found.append(
            Task(
                key="badges.queued",
                urgency=Urgency.TODAY,
                tone="wait",
                mark="→",
                word=str(waits),
                title=ngettext("%(n)d badge waits to be printed", "%(n)d badges wait to be printed", waits)
                % {"n": waits},
                why=_("Until then their bearers cannot collect them."),
                remedy=ngettext("Print %(n)d badge", "Print %(n)d badges", waits) % {"n": waits},
                url=reverse("accreditation:badges"),
                owner=Role.PRINT_ROOM.label,
            )
        )
    bad = PrintJob.objects.filter(state="failed", ended_at__gt=clock.now() - SOON)
    failed = bad.select_related("owner").first()
    if failed:
        found.append(
            Task(
                key=f"badges.batch.{failed.pk}",
                urgency=Urgency.NOW,
                tone="no",
                mark="✕",
                word=_("Failed"),
                title=_("The batch of badges of %(who)s was not printed") % {"who": failed.owner},
                why=failed.problem,
                remedy=_("See what stopped it"),
                url=reverse("accreditation:batch", args=[failed.public_id]),
                owner=Role.PRINT_ROOM.label,
                at=failed.ended_at,
            )
        )
    return found


register_tasks("badges.print", printing)
