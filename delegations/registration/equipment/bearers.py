"""Arms and radios whose bearer is no longer a security officer of a delegation."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.registration.equipment.actions import IN_FORCE
from delegations.registration.models import LIVE_STATES, Capacity, Equipment
from delegations.registration.overview.person import name_and_page

MOST = 10


def stranded() -> QuerySet[Equipment]:
    """Return what is requested or licensed without an officer to bring it. Nothing is written when the bearer leaves."""
    officers = {"bearer__capacity": Capacity.SECURITY, "bearer__state__in": LIVE_STATES}
    return Equipment.objects.filter(state__in=IN_FORCE).exclude(**officers)


def without_bearer(actor: Actor) -> Iterator[Task]:
    found = stranded().select_related("bearer__delegation__party").prefetch_related("bearer__delegation__party__names")
    for thing in found.order_by("-state", "asked_at")[:MOST]:
        party, licensed = thing.bearer.delegation.party, thing.state == "licensed"
        yield Task(
            key=f"registration.equipment.{thing.pk}",
            urgency=Urgency.TODAY,
            tone="no" if licensed else "wait",
            mark="✕" if licensed else "!",
            word=_("Licensed") if licensed else _("Asked"),
            title=_("%(party)s: %(what)s has nobody to bring it") % {"party": party.short, "what": thing},
            why=_(
                "%(who)s is %(state)s in the delegation (%(capacity)s), and only security officers bring arms or radios."
            )
            % {
                "who": thing.bearer,
                "state": thing.bearer.get_state_display().lower(),
                "capacity": thing.bearer.get_capacity_display(),
            },
            remedy=_("Ask the delegation to withdraw it, or to list it for another officer"),
            url=reverse("registration:desk_one", args=[party.slug]),
            owner=Role.SECURITY.label,
            at=thing.asked_at,
            parties=(party,),
            names=(name_and_page(thing.bearer),),
        )


register_tasks("registration.license", without_bearer)
