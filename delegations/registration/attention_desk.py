"""What else waits at the organisers' desk: members who look like one person, letters for visas, licences."""

from __future__ import annotations

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.access import Actor, Role
from conference.desk.registry import Matter, Urgency, attention
from delegations.registration import doubles, visa
from delegations.registration.actions.doubles import RIGHT as MERGE
from delegations.registration.actions.licensing import RIGHT as LICENSE
from delegations.registration.models import Equipment, EquipmentState


def likely_doubles(actor: Actor) -> Iterator[Matter]:
    """How many pairs of members look like one person entered twice."""
    count = len(doubles.pairs())
    if not count:
        return
    words = ngettext(
        "%(count)s pair of entries may be one person", "%(count)s pairs of entries may be one person each", count
    )
    yield Matter(
        key="registration.doubles",
        urgency=Urgency.BEFORE,
        tone="wait",
        mark="!",
        word=_("Doubles"),
        title=words % {"count": count},
        why=_(
            "They have the same document number, or the same name and date of birth. Two badges for one person must not leave the house."
        ),
        remedy=_("Compare them"),
        url=reverse("registration:desk_doubles"),
        owner=Role.ACCREDITATION.label,
    )


def visa_letters(actor: Actor) -> Iterator[Matter]:
    """How many members wait for a letter in support of their visa."""
    count = visa.waiting().order_by().count()
    if not count:
        return
    words = ngettext(
        "%(count)s member waits for a visa support letter",
        "%(count)s members wait for a visa support letter",
        count,
    )
    yield Matter(
        key="registration.visa_letters",
        urgency=Urgency.TODAY,
        tone="wait",
        mark="→",
        word=_("Visa"),
        title=words % {"count": count},
        why=_("Embassies take days or weeks; without the letter the visa is not granted in time."),
        remedy=_("Issue the letters"),
        url=reverse("registration:desk_visa"),
        owner=Role.SECRETARIAT.label,
    )


def equipment_to_decide(actor: Actor) -> Iterator[Matter]:
    """How many arms and radios wait for the security liaison, the oldest first."""
    waiting = (
        Equipment.objects.filter(state=EquipmentState.ASKED).order_by("asked_at").values_list("asked_at", flat=True)
    )
    count = waiting.count()
    if not count:
        return
    words = ngettext(
        "%(count)s arm or radio waits for a licence", "%(count)s arms and radios wait for a licence", count
    )
    yield Matter(
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


attention(MERGE, likely_doubles)
attention(visa.RIGHT, visa_letters)
attention(LICENSE, equipment_to_decide)
