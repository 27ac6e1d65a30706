from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, TaskList, Urgency, register_tasks
from delegations.gates.models import Finding, FindingKind

tasks = TaskList("gates", Role.SECURITY, "gates.settle")


@register_tasks("gates.see")
def open_alerts(actor: Actor) -> Iterable[Task]:
    """Yield unsettled alerts, one task a kind."""
    rows = Finding.objects.filter(state="open").values_list("kind").annotate(n=Count("pk"), first=Min("found_at"))
    for kind, count, first in rows.order_by("first"):
        yield tasks.kind(f"finding.{kind}", Urgency.NOW, "no", "!", str(count)).task(
            title=str(FindingKind(kind).label),
            why=_("Scans at the gates contradict the audit log or each other and need to be checked."),
            remedy=(ngettext("Review %(n)d gate alert", "Review %(n)d gate alerts", count), reverse("gates:findings")),
            values={"n": count},
            at=first,
        )
