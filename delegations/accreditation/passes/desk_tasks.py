from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, TaskList, Urgency, register_tasks
from delegations.accreditation.models import PassRequest
from delegations.accreditation.passes import queries
from delegations.registration.overview.person import name_and_page

NAMED = 3

tasks = TaskList("passes")


@register_tasks("passes.lend")
def passes_astray(actor: Actor) -> Iterable[Task]:
    """Yield passes and pins whose holders may no longer have them."""
    passes = list(queries.astray())
    if count := len(passes):
        yield tasks.kind("astray", Urgency.TODAY, "no", "!", str(count)).task(
            title=ngettext("%(n)d pass to be returned", "%(n)d passes to be returned", count),
            why=_("Their holders are no longer accredited, or no longer head of delegation."),
            remedy=(_("See the holders"), reverse("accreditation:passes")),
            values={"n": count},
            owner=Role.PRINT_ROOM,
            names=tuple(name_and_page(row.member) for row in passes[:NAMED] if row.member),
        )


@register_tasks("passes.see")
def passes_asked(actor: Actor) -> Iterable[Task]:
    """Yield requests for passes that wait for a decision."""
    requests = PassRequest.objects.filter(state="asked").aggregate(count=Count("pk"), since=Min("asked_at"))
    if count := requests["count"]:
        yield tasks.kind("asked", Urgency.TODAY, "wait", "!", str(count)).task(
            title=ngettext("%(n)d pass is asked for", "%(n)d passes are asked for", count),
            why=_("Delegations are informed of the decision by e-mail; what is granted is kept for them."),
            remedy=(_("Grant or decline"), reverse("accreditation:passes")),
            values={"n": count},
            owner=Role.ACCREDITATION,
            right="passes.allow",
            at=requests["since"],
        )
