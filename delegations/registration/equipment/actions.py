"""Requests to bring arms and radios, by the security officers' delegation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from conference.fields import blind_indexes
from delegations.registration.equipment import notices, queries
from delegations.registration.members import rules
from delegations.registration.members.actions.editing import lock_delegation
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Equipment, EquipmentKind, EquipmentState

COMMON_FIELDS = ("make", "serial", "checkpoint", "starts_on", "ends_on")
# What the licence has to name of each kind.
OWN_FIELDS: dict[str, tuple[str, ...]] = {
    EquipmentKind.FIREARM: ("type", "calibre", "rounds"),
    EquipmentKind.RADIO: ("model", "frequency", "power"),
}
IN_FORCE = (EquipmentState.ASKED, EquipmentState.LICENSED)


class ListedAlready(NotPossible):
    """The delegation brings a thing of this kind, make and serial number already."""


def may_bring(member: Delegate) -> bool:
    return member.capacity == Capacity.SECURITY and member.state in LIVE_STATES


@lifecycle.use_case
def ask_for_equipment(*, actor: Actor, member: Delegate, values: Mapping[str, Any]) -> Equipment:
    """Request a licence for `member` to bring one arm or one radio.

    Args:
        values: `kind`, COMMON_FIELDS and the kind's OWN_FIELDS, checked by `forms.EquipmentForm`.

    Raises:
        NotPossible: For somebody who is no security officer.
        ListedAlready: When the delegation has the same thing listed.
    """
    bearer = _bearer(actor, member)
    fields = _fields(values)
    _only_once(bearer, fields)
    thing = Equipment(bearer=bearer, asked_at=clock.now(), asked_by_id=actor.user_id, **fields)
    lifecycle.create(thing, actor=actor, verb="equipment.asked")
    notices.equipment_received(thing)
    return thing


@lifecycle.use_case
def change_equipment(
    *, actor: Actor, equipment: Equipment, expected_version: int, values: Mapping[str, Any]
) -> Equipment:
    """Change what is brought; what was decided already is requested anew, and a licence ends with the change.

    Arguments and errors as for `ask_for_equipment`.
    """
    bearer = _bearer(actor, equipment.bearer)
    fields = _fields(values)
    row = Equipment.objects.get(pk=equipment.pk)
    if row.state == EquipmentState.WITHDRAWN:
        raise NotPossible(_("%(what)s is withdrawn. To bring it, please enter it again.") % {"what": row})
    _only_once(bearer, fields, but=row)
    # The index is derived from the serial number, and differs under another key.
    if row.version == expected_version and all(
        getattr(row, name) == fields[name] for name in fields if name != "serial_index"
    ):
        return row
    if row.state == EquipmentState.ASKED:
        return lifecycle.change(row, actor=actor, verb="equipment.changed", expected_version=expected_version, **fields)
    together = _decided_with(row)
    anew: dict[str, Any] = {"asked_at": clock.now(), "asked_by_id": actor.user_id, "licence": ""}
    anew |= {"decided_at": None, "decided_by_id": None}
    thing = lifecycle.move(
        row,
        EquipmentState.ASKED,
        actor=actor,
        verb="equipment.asked",
        expected_version=expected_version,
        **fields,
        **anew,
    )
    thing.bearer = bearer
    notices.decision_outdated(thing, together)
    notices.equipment_received(thing)
    return thing


@lifecycle.use_case
def withdraw_equipment(*, actor: Actor, equipment: Equipment, expected_version: int) -> Equipment:
    """Withdraw the request, or give the licence up; also for somebody who no longer comes.

    Raises:
        NotPossible: When it is withdrawn already.
    """
    lock_delegation(actor, equipment.bearer.delegation)
    together = _decided_with(Equipment.objects.get(pk=equipment.pk))
    thing = lifecycle.move(
        equipment, EquipmentState.WITHDRAWN, actor=actor, verb="equipment.withdrawn", expected_version=expected_version
    )
    notices.decision_outdated(thing, together)
    return thing


def _bearer(actor: Actor, member: Delegate) -> Delegate:
    """Return the member as it now is, the delegation locked. Raises NotPossible unless the member may bring arms and radios."""
    held = lock_delegation(actor, member.delegation)
    bearer = held.members.get(pk=member.pk)
    bearer.delegation = held
    if not may_bring(bearer):
        words = _("Only security officers may bring arms or radios, and %(who)s is not one. Change the capacity first.")
        raise NotPossible(words % {"who": bearer})
    return bearer


def _decided_with(row: Equipment) -> list[Equipment]:
    """Return what one decision decided, `row` among it, and what still stands as decided."""
    return [one for one in queries.decided_together(row) if one.state in queries.DECIDED]


def _fields(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns to write; those of the other kind are emptied."""
    kind = values["kind"]
    fields = {name: values[name] for name in ("kind", *COMMON_FIELDS, *OWN_FIELDS[kind])}
    for other, names in OWN_FIELDS.items():
        if other != kind:
            fields |= {name: None if name == "rounds" else "" for name in names}
    return fields | {"serial_index": rules.serial_index(fields["serial"])}


def _only_once(bearer: Delegate, fields: Mapping[str, Any], but: Equipment | None = None) -> None:
    """Raise ListedAlready when the delegation has the same thing listed. Call it under `lock_delegation`."""
    same = Equipment.objects.filter(
        bearer__delegation=bearer.delegation,
        state__in=IN_FORCE,
        kind=fields["kind"],
        make__iexact=fields["make"],
        # Under older keys too, so that nothing is listed twice during a rotation.
        serial_index__in=blind_indexes(fields["serial"], rules.SERIAL),
    )
    found = same.exclude(pk=but.pk if but else 0).select_related("bearer").first()
    if found:
        words = _("The serial number “%(serial)s” is already entered for %(who)s.")
        raise ListedAlready(words % {"serial": fields["serial"], "who": found.bearer})
