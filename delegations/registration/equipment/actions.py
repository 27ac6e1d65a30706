"""Requests to bring arms and radios, by the security officers' delegation."""

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
# Required of each kind.
OWN_FIELDS: dict[str, tuple[str, ...]] = {
    EquipmentKind.FIREARM: ("type", "calibre", "rounds"),
    EquipmentKind.RADIO: ("model", "frequency", "power"),
}


class ListedAlready(NotPossible):
    """The delegation has an item of this kind, make and serial number already."""


def may_bring(member: Delegate) -> bool:
    return member.capacity == Capacity.SECURITY and member.state in LIVE_STATES


@lifecycle.use_case
def ask_for_equipment(*, actor: Actor, member: Delegate, values: Mapping[str, Any]) -> Equipment:
    """Request a licence for `member` to bring one arm or one radio. `values` are those of `forms.EquipmentForm`.

    Raises:
        NotPossible: For somebody who is no security officer.
        ListedAlready: When the delegation has the same item listed.
    """
    bearer = _lock_bearer(actor, member)
    fields = _columns(values)
    _check_unlisted(bearer, fields)
    item = Equipment(bearer=bearer, asked_at=clock.now(), asked_by_id=actor.user_id, **fields)
    lifecycle.create(item, actor=actor, verb="equipment.asked")
    notices.confirm_request(item)
    return item


@lifecycle.use_case
def change_equipment(
    *, actor: Actor, equipment: Equipment, expected_version: int, values: Mapping[str, Any]
) -> Equipment:
    """Change an item. A decided one is requested anew, and its licence ends. Arguments and errors as for `ask_for_equipment`."""
    bearer = _lock_bearer(actor, equipment.bearer)
    fields = _columns(values)
    item = Equipment.objects.get(pk=equipment.pk)
    if item.state == EquipmentState.WITHDRAWN:
        raise NotPossible(_("%(what)s is withdrawn. To bring it, please enter it again.") % {"what": item})
    _check_unlisted(bearer, fields, but=item)
    # The index is derived from the serial number, and differs under another key.
    if item.version == expected_version and all(
        getattr(item, name) == fields[name] for name in fields if name != "serial_index"
    ):
        return item
    if item.state == EquipmentState.ASKED:
        return lifecycle.change(
            item, actor=actor, verb="equipment.changed", expected_version=expected_version, **fields
        )
    decided = _still_decided_with(item)
    fields |= {"asked_at": clock.now(), "asked_by_id": actor.user_id}
    fields |= {"licence": "", "decided_at": None, "decided_by_id": None}
    item = lifecycle.move(
        item, EquipmentState.ASKED, actor=actor, verb="equipment.asked", expected_version=expected_version, **fields
    )
    item.bearer = bearer
    notices.correct_decision(decided, item)
    notices.confirm_request(item)
    return item


@lifecycle.use_case
def withdraw_equipment(*, actor: Actor, equipment: Equipment, expected_version: int) -> Equipment:
    """Withdraw the request, or give up the licence; also for somebody who no longer comes."""
    lock_delegation(actor, equipment.bearer.delegation)
    decided = _still_decided_with(Equipment.objects.get(pk=equipment.pk))
    item = lifecycle.move(
        equipment, EquipmentState.WITHDRAWN, actor=actor, verb="equipment.withdrawn", expected_version=expected_version
    )
    notices.correct_decision(decided, item)
    return item


def _lock_bearer(actor: Actor, member: Delegate) -> Delegate:
    """Lock the delegation, and return the member as it is now. Raises NotPossible unless the member may bring arms and radios."""
    delegation = lock_delegation(actor, member.delegation)
    bearer = delegation.members.get(pk=member.pk)
    bearer.delegation = delegation
    if not may_bring(bearer):
        message = _(
            "Only security officers may bring arms or radios, and %(who)s is not one. Change the capacity first."
        )
        raise NotPossible(message % {"who": bearer})
    return bearer


def _still_decided_with(item: Equipment) -> list[Equipment]:
    """Return the items of one decision, `item` included, that were not changed since."""
    return [other for other in queries.decided_together(item) if other.state in queries.DECIDED]


def _columns(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns to write; those of the other kind are emptied."""
    empty = {name: None if name == "rounds" else "" for names in OWN_FIELDS.values() for name in names}
    fields = {name: values[name] for name in ("kind", *COMMON_FIELDS, *OWN_FIELDS[values["kind"]])}
    return {**empty, **fields, "serial_index": rules.serial_index(fields["serial"])}


def _check_unlisted(bearer: Delegate, fields: Mapping[str, Any], but: Equipment | None = None) -> None:
    """Raise ListedAlready when the delegation has the same item listed. Call it under `lock_delegation`."""
    same = Equipment.objects.filter(
        bearer__delegation=bearer.delegation,
        state__in=queries.IN_FORCE,
        kind=fields["kind"],
        make__iexact=fields["make"],
        # Under older keys too, so that nothing is listed twice during a rotation.
        serial_index__in=blind_indexes(fields["serial"], rules.SERIAL),
    )
    if item := same.exclude(pk=but.pk if but else 0).select_related("bearer").first():
        message = _("The serial number “%(serial)s” is already entered for %(who)s.")
        raise ListedAlready(message % {"serial": fields["serial"], "who": item.bearer})
