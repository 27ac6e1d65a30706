"""The security liaison's decision on arms and radios of one bearer: all of them or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle, undo
from conference.core.access import Actor, require
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
    """License arms or radios of one bearer under a licence's number, which may be the same for several.

    Args:
        expected_version: Key of each thing to the version that the actor had on the screen.

    Raises:
        NotFound: For what is not the bearer's.
        NotPossible: Without a number, or for a bearer who is no longer a security officer.
        AlreadyDecided: When one of them was decided or changed meanwhile; then none is licensed.
    """
    require(actor, RIGHT)
    if not licence:
        raise NotPossible(_("Enter the number of the licence. Nothing was decided."))
    found = _things(bearer, expected_version)
    holder = found[0].bearer
    if not may_bring(holder):
        words = _("%(who)s is no longer a security officer of a delegation. Refuse the request, or ask the delegation.")
        raise NotPossible(words % {"who": holder})
    return _decide(actor, found, expected_version, EquipmentState.LICENSED, licence=licence, reason="")


@lifecycle.use_case
def refuse_equipment(
    *, actor: Actor, bearer: Delegate, expected_version: Mapping[int, int], reason: str
) -> list[Equipment]:
    """Refuse arms or radios of one bearer. Arguments and errors as for `license_equipment`."""
    require(actor, RIGHT)
    if not reason:
        raise NotPossible(_("Give the reason; the delegation reads it. Nothing was decided."))
    return _decide(
        actor,
        _things(bearer, expected_version),
        expected_version,
        EquipmentState.REFUSED,
        licence="",
        reason=reason[:500],
    )


@lifecycle.use_case
def undo_decision(*, actor: Actor, thing: Equipment) -> list[Equipment]:
    """Undo a decision of just now, also a colleague's, on all that it decided together: they wait again, and its mail does not go.

    Raises:
        NotPossible: Too late, or when one of them was changed since.
    """
    require(actor, RIGHT)
    row = Equipment.objects.get(pk=thing.pk)
    together = queries.decided_together(row)
    for one in together or [row]:
        undo.check(one, VERBS)
    notices.withdraw_decided(together)
    nothing: dict[str, Any] = {"licence": "", "decided_at": None, "decided_by_id": None}
    for one in together:
        lifecycle.move(one, EquipmentState.ASKED, actor=actor, verb="equipment.reopened", **nothing)
    Equipment.objects.filter(pk__in=[one.pk for one in together]).update(reason="")
    return together


def _things(bearer: Delegate, expected_version: Mapping[int, int]) -> Sequence[Equipment]:
    known = Equipment.objects.select_related("bearer__delegation__party")
    found = list(known.filter(pk__in=expected_version, bearer=bearer).order_by("pk"))
    if not found or len(found) != len(expected_version):
        raise NotFound(_("This person has no such arm or radio."))
    return found


def _decide(
    actor: Actor,
    found: Sequence[Equipment],
    expected_version: Mapping[int, int],
    to: EquipmentState,
    *,
    licence: str,
    reason: str,
) -> list[Equipment]:
    values: dict[str, Any] = {"licence": licence, "decided_at": clock.now(), "decided_by_id": actor.user_id}
    verb, done = f"equipment.{to.value}", []
    for thing in found:
        bearer = thing.bearer
        moved = lifecycle.move(
            thing, to, actor=actor, verb=verb, expected_version=expected_version[thing.pk], reason=reason, **values
        )
        # The audit log calls it `reason`; the column of that name has the same words.
        Equipment.objects.filter(pk=moved.pk).update(reason=reason)
        moved.reason, moved.bearer = reason, bearer
        done.append(moved)
    notices.equipment_decided(done)
    return done
