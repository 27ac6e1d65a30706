from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock
from conference.core.access import Actor, Role
from conference.desk.registry import Task, TaskList, Urgency, register_tasks
from conference.look import lists
from conference.parties.models import Party
from conference.parties.queries import named
from delegations.accreditation.models import Badge, PrintJob

SOON = timedelta(hours=24)
NAMED = 3  # delegations

tasks = TaskList("badges", Role.PRINT_ROOM)


@register_tasks("badges.print")
def printing(actor: Actor) -> Iterable[Task]:
    """Yield badges that wait to be printed, and a batch that failed, whoever asked for it. Four queries, five not in English."""
    queue = Badge.objects.filter(state="queued").aggregate(n=Count("pk"), first=Min("queued_at"))
    if count := queue["n"]:
        yield tasks.kind("queued", Urgency.TODAY, "wait", "→", str(count)).task(
            title=ngettext("%(n)d badge waits to be printed", "%(n)d badges wait to be printed", count),
            why=_("Until they are printed, their bearers cannot collect them."),
            remedy=(ngettext("Print %(n)d badge", "Print %(n)d badges", count), reverse("accreditation:badges")),
            values={"n": count},
            at=queue["first"],
            names=_first_in_line(),
        )
    failed = PrintJob.objects.filter(state="failed", ended_at__gt=clock.now() - SOON).select_related("owner").first()
    if failed:
        yield tasks.kind(f"batch.{failed.pk}", Urgency.NOW, "no", "✕", _("Failed")).task(
            title=_("The batch of badges of %(who)s was not printed"),
            why="%(problem)s",
            remedy=(_("See the cause"), reverse("accreditation:batch", args=[failed.public_id])),
            values={"who": failed.owner, "problem": failed.problem},
            at=failed.ended_at,
        )


def _first_in_line() -> tuple[tuple[str, str], ...]:
    """Return the delegations with the most badges to print, each with its number and page. Two queries, three not in English."""
    counts = (
        Badge.objects.filter(state="queued").order_by().values("delegate__delegation__party").annotate(n=Count("pk"))
    )
    most = dict(counts.order_by("-n").values_list("delegate__delegation__party", "n")[:NAMED])
    parties = {party.pk: party for party in named(Party.objects.filter(pk__in=most), "")}
    return tuple(
        (lists.with_brackets(parties[pk].short, n), reverse("registration:desk_one", args=[parties[pk].slug]))
        for pk, n in most.items()
    )
