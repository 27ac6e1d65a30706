from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.registration.equipment.licensing import RIGHT as LICENSE
from delegations.registration.equipment.queries import stranded
from delegations.registration.models import Equipment, EquipmentState
from delegations.registration.overview.person import name_and_page

MOST = 10


def equipment_to_decide(actor: Actor) -> Iterator[Task]:
    waiting = (
        Equipment.objects.filter(state=EquipmentState.ASKED).order_by("asked_at").values_list("asked_at", flat=True)
    )
    count = waiting.count()
    if not count:
        return
    words = ngettext(
        "%(count)s arm or radio waits for a licence", "%(count)s arms and radios wait for a licence", count
    )
    yield Task(
        key="registration.equipment",
        urgency=Urgency.TODAY,
        tone="wait",
        mark="→",
        word=_("Requested"),
        title=words % {"count": count},
        why=_("Without a licence they will be confiscated at the border."),
        remedy=_("Decide on them"),
        url=reverse("registration:desk_equipment"),
        owner=Role.SECURITY.label,
        at=waiting.first(),
    )


def without_bearer(actor: Actor) -> Iterator[Task]:
    found = stranded().select_related("bearer__delegation__party").prefetch_related("bearer__delegation__party__names")
    for thing in found.order_by("-state", "asked_at")[:MOST]:
        party, licensed = thing.bearer.delegation.party, thing.state == "licensed"
        yield Task(
            key=f"registration.equipment.{thing.pk}",
            urgency=Urgency.TODAY,
            tone="no" if licensed else "wait",
            mark="✕" if licensed else "!",
            word=_("Licensed") if licensed else _("Requested"),
            title=_("%(party)s: %(what)s has no bearer") % {"party": party.short, "what": thing},
            why=_(
                "%(who)s is %(state)s in the delegation (%(capacity)s), and only security officers may "
                "bring arms or radios."
            )
            % {
                "who": thing.bearer,
                "state": thing.bearer.get_state_display().lower(),
                "capacity": thing.bearer.get_capacity_display(),
            },
            remedy=_("Ask the delegation to withdraw it or to enter it for another officer"),
            url=reverse("registration:desk_one", args=[party.slug]),
            owner=Role.SECURITY.label,
            at=thing.asked_at,
            parties=(party,),
            names=(name_and_page(thing.bearer),),
        )


register_tasks("registration.license", without_bearer)
register_tasks(LICENSE, equipment_to_decide)
