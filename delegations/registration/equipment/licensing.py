"""The security liaison's decision on arms and radios of one bearer: all of them or none."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle, undo
from conference.core.access import Actor, require_right
from conference.core.errors import NotFound, NotPossible
from delegations.registration.equipment import notices, queries
from delegations.registration.equipment.actions import may_bring
from delegations.registration.models import Delegate, Equipment, EquipmentState

RIGHT = "registration.license"
VERBS = ("equipment.licensed", "equipment.refused")


@lifecycle.use_case
def license_equipment(
    *, actor: Actor, bearer: Delegate, expected_version: Mapping[int, int], licence: str
) -> list[Equipment]:
    """License arms or radios of one bearer, all or none, under a licence's number, which may be the same for several.

    Args:
        expected_version: The version on the actor's screen, by the key of each item to decide on.

    Raises:
        NotFound: For an item that is not the bearer's.
        NotPossible: Without a number, or for a bearer who is no longer a security officer.
        AlreadyDecided: When one of them was decided or changed meanwhile.
    """
    require_right(actor, RIGHT)
    if not licence:
        raise NotPossible(_("Enter the number of the licence. Nothing was decided."))
    items = _get_items(bearer, expected_version)
    if not may_bring(items[0].bearer):
        message = _(
            "%(who)s is no longer a security officer of a delegation. Refuse the request, or ask the delegation."
        )
        raise NotPossible(message % {"who": items[0].bearer})
    return _decide(actor, items, expected_version, EquipmentState.LICENSED, licence=licence)


@lifecycle.use_case
def refuse_equipment(
    *, actor: Actor, bearer: Delegate, expected_version: Mapping[int, int], reason: str
) -> list[Equipment]:
    """Refuse arms or radios of one bearer. Arguments and errors as for `license_equipment`."""
    require_right(actor, RIGHT)
    if not reason:
        raise NotPossible(_("Give the reason; the delegation reads it. Nothing was decided."))
    items = _get_items(bearer, expected_version)
    return _decide(actor, items, expected_version, EquipmentState.REFUSED, reason=reason[:500])


@lifecycle.use_case
def undo_decision(*, actor: Actor, equipment: Equipment) -> list[Equipment]:
    """Undo a decision of just now, also a colleague's, on all its items: they wait again, and its mail is not sent."""
    require_right(actor, RIGHT)
    equipment = Equipment.objects.get(pk=equipment.pk)
    items = queries.decided_together(equipment)
    for item in items or [equipment]:
        undo.require_recent_step(item, VERBS)
    notices.withdraw_decision(items)
    fields: dict[str, Any] = {"licence": "", "decided_at": None, "decided_by_id": None}
    for item in items:
        lifecycle.move(item, EquipmentState.ASKED, actor=actor, verb="equipment.reopened", **fields)
    Equipment.objects.filter(pk__in=[item.pk for item in items]).update(reason="")
    return items


def _get_items(bearer: Delegate, expected_version: Mapping[int, int]) -> list[Equipment]:
    items = Equipment.objects.select_related("bearer__delegation__party").filter(pk__in=expected_version, bearer=bearer)
    if not items or len(items) != len(expected_version):
        raise NotFound(_("This person has no such arm or radio."))
    return list(items.order_by("pk"))


def _decide(
    actor: Actor,
    items: list[Equipment],
    expected_version: Mapping[int, int],
    to: EquipmentState,
    *,
    licence: str = "",
    reason: str = "",
) -> list[Equipment]:
    fields: dict[str, Any] = {"licence": licence, "decided_at": clock.now(), "decided_by_id": actor.user_id}
    for item in items:
        version, verb = expected_version[item.pk], f"equipment.{to.value}"
        lifecycle.move(item, to, actor=actor, verb=verb, expected_version=version, reason=reason, **fields)
        item.reason = reason
    # `reason` of `move` is for the audit log alone; the column has the same text.
    Equipment.objects.filter(pk__in=expected_version).update(reason=reason)
    notices.tell_of_decision(items)
    return items
