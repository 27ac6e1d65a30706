from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core import clock
from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from conference.look import lists
from conference.parties.models import Party
from conference.parties.queries import named
from delegations.accreditation.models import Badge, PrintJob

SOON = timedelta(hours=24)
NAMED = 3  # delegations


def printing(actor: Actor) -> Iterable[Task]:
    """Yield badges that wait to be printed, and a batch that failed, whoever asked for it. Four queries, five not in English."""
    found = []
    queue = Badge.objects.filter(state="queued").aggregate(n=Count("pk"), first=Min("queued_at"))
    if waits := queue["n"]:
        found.append(
            Task(
                key="badges.queued",
                urgency=Urgency.TODAY,
                tone="wait",
                mark="→",
                word=str(waits),
                title=ngettext("%(n)d badge waits to be printed", "%(n)d badges wait to be printed", waits)
                % {"n": waits},
                why=_("Until they are printed, their bearers cannot collect them."),
                remedy=ngettext("Print %(n)d badge", "Print %(n)d badges", waits) % {"n": waits},
                url=reverse("accreditation:badges"),
                owner=Role.PRINT_ROOM.label,
                at=queue["first"],
                names=_first_in_line(),
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
                remedy=_("See the cause"),
                url=reverse("accreditation:batch", args=[failed.public_id]),
                owner=Role.PRINT_ROOM.label,
                at=failed.ended_at,
            )
        )
    return found


def _first_in_line() -> tuple[tuple[str, str], ...]:
    """Return the delegations with the most badges to print, each with its number and page. Two queries, three not in English."""
    waits = (
        Badge.objects.filter(state="queued").order_by().values("delegate__delegation__party").annotate(n=Count("pk"))
    )
    most = dict(waits.order_by("-n").values_list("delegate__delegation__party", "n")[:NAMED])
    parties = {party.pk: party for party in named(Party.objects.filter(pk__in=most), "")}
    found = [(parties[pk], n) for pk, n in most.items()]
    return tuple(
        (lists.with_brackets(party.short, n), reverse("registration:desk_one", args=[party.slug])) for party, n in found
    )


register_tasks("badges.print", printing)
