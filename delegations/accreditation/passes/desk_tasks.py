from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.accreditation.models import PassRequest
from delegations.accreditation.passes import queries
from delegations.registration.overview.person import name_and_page

NAMED = 3


def passes_astray(actor: Actor) -> Iterable[Task]:
    """Yield passes and pins whose holders may no longer have them."""
    found = list(queries.astray())
    if count := len(found):
        yield Task(
            key="passes.astray",
            urgency=Urgency.TODAY,
            tone="no",
            mark="!",
            word=str(count),
            title=ngettext("%(n)d pass to be returned", "%(n)d passes to be returned", count) % {"n": count},
            why=_("Their holders are no longer accredited, or no longer head of delegation."),
            remedy=_("See the holders"),
            url=reverse("accreditation:passes"),
            owner=Role.PRINT_ROOM.label,
            names=tuple(name_and_page(one.member) for one in found[:NAMED] if one.member),
        )


def passes_asked(actor: Actor) -> Iterable[Task]:
    """Yield requests for passes that wait for a decision."""
    asked = PassRequest.objects.filter(state="asked").aggregate(count=Count("pk"), since=Min("asked_at"))
    if count := asked["count"]:
        yield Task(
            key="passes.asked",
            urgency=Urgency.TODAY,
            tone="wait",
            mark="!",
            word=str(count),
            title=ngettext("%(n)d pass is asked for", "%(n)d passes are asked for", count) % {"n": count},
            why=_("Delegations are informed of the decision by e-mail; what is granted is kept for them."),
            remedy=_("Grant or decline"),
            url=reverse("accreditation:passes"),
            owner=Role.ACCREDITATION.label,
            at=asked["since"],
            right="passes.allow",
        )


register_tasks("passes.lend", passes_astray)
register_tasks("passes.see", passes_asked)
