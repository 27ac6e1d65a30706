from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.look import lists
from delegations.registration.delegations import notices as delegations_notices
from delegations.registration.delegations.notices import counted, declare, write
from delegations.registration.members import notices as members_notices
from delegations.registration.members.notices import called
from delegations.registration.models import (
    Equipment,
)

if TYPE_CHECKING:
    pass


EQUIPMENT_RECEIVED = declare("equipment_received", gettext_lazy("Arms or radios received"), ["name", "what", "at"])


def equipment_received(thing: Equipment) -> None:
    """Write that an arm or a radio is requested. It names the kind, never the serial number."""

    def own() -> dict[str, Any]:
        return {"name": called(thing.bearer), "what": str(thing), "at": thing.asked_at.isoformat()}

    write(EQUIPMENT_RECEIVED, thing.bearer.delegation, thing, own)


EQUIPMENT_DECIDED = delegations_notices.declare(
    "equipment_decided", gettext_lazy("Arms or radios decided"), ["name", "at", "licence", "reason", "items"]
)


def equipment_decided(items: list[Equipment]) -> None:
    """Write that arms or radios of one bearer were licensed or refused: numbers by kind only."""
    first = items[0]

    def own() -> dict[str, Any]:
        return {
            "name": members_notices.called(first.bearer),
            "at": clock.now().isoformat(),
            "licence": first.licence if first.state == "licensed" else "",
            "reason": first.reason,
            "items": lists.in_words(counted(items)),
        }

    delegations_notices.write(EQUIPMENT_DECIDED, first.bearer.delegation, first, own)
