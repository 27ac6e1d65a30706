from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.core.access import Actor, Role
from conference.desk.registry import Task, Urgency, register_tasks
from delegations.registration.equipment.licensing import RIGHT as LICENSE
from delegations.registration.models import Equipment, EquipmentState


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
        word=_("Asked"),
        title=words % {"count": count},
        why=_("Without a licence they are taken at the border."),
        remedy=_("Decide on them"),
        url=reverse("registration:desk_equipment"),
        owner=Role.SECURITY.label,
        at=waiting.first(),
    )


register_tasks(LICENSE, equipment_to_decide)
