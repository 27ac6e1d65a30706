from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, TaskList, Urgency, register_tasks
from delegations.registration.equipment.bearers import stranded
from delegations.registration.equipment.licensing import RIGHT as LICENSE
from delegations.registration.models import Equipment, EquipmentState
from delegations.registration.overview.person import name_and_page

MOST = 10

tasks = TaskList("registration", Role.SECURITY)


@register_tasks(LICENSE)
def equipment_to_decide(actor: Actor) -> Iterator[Task]:
    waiting = Equipment.objects.filter(state=EquipmentState.ASKED).order_by("asked_at")
    if count := waiting.count():
        yield tasks.kind("equipment", Urgency.TODAY, "wait", "→", _("Requested")).task(
            title=ngettext(
                "%(count)s arm or radio waits for a licence", "%(count)s arms and radios wait for a licence", count
            ),
            why=_("Without a licence they will be confiscated at the border."),
            remedy=(_("Decide on them"), reverse("registration:desk_equipment")),
            values={"count": count},
            at=waiting.values_list("asked_at", flat=True).first(),
        )


@register_tasks("registration.license")
def without_bearer(actor: Actor) -> Iterator[Task]:
    items = stranded().select_related("bearer__delegation__party").prefetch_related("bearer__delegation__party__names")
    for item in items.order_by("-state", "asked_at")[:MOST]:
        bearer, party = item.bearer, item.bearer.delegation.party
        pill = ("no", "✕", _("Licensed")) if item.state == "licensed" else ("wait", "!", _("Requested"))
        yield tasks.kind(f"equipment.{item.pk}", Urgency.TODAY, *pill).task(
            title=_("%(party)s: %(what)s has no bearer"),
            why=_(
                "%(who)s is %(state)s in the delegation (%(capacity)s), and only security officers may "
                "bring arms or radios."
            ),
            remedy=(
                _("Ask the delegation to withdraw it or to enter it for another officer"),
                reverse("registration:desk_one", args=[party.slug]),
            ),
            values={
                "party": party.short,
                "what": item,
                "who": bearer,
                "state": bearer.get_state_display().lower(),
                "capacity": bearer.get_capacity_display(),
            },
            at=item.asked_at,
            parties=(party,),
            names=(name_and_page(bearer),),
        )
