"""Passes: given out within a delegation's allowance, returned or lost; and the allowance itself."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.look.lists import join_sentences
from delegations.accreditation.collection.actions import clean_signer
from delegations.accreditation.models import Allowance, Pass, PassRequest, PassType
from delegations.accreditation.passes import notices
from delegations.accreditation.passes.models import plate_index
from delegations.registration.models import Delegate, Delegation

MAX_PASSES = 999
FOR_HEADS = ("head",)


@dataclass(frozen=True)
class Vehicle:
    """What a vehicle pass shows, and the days on which it is valid."""

    plate: str
    driver: str
    gate: str
    days: Sequence[date] = ()


@lifecycle.use_case
def lend(
    *,
    actor: Actor,
    delegation: Delegation,
    type: PassType,  # noqa: A002  (the field's name)
    number: str,
    to: str,
    member: Delegate | None = None,
    vehicle: Vehicle | None = None,
    request: PassRequest | None = None,
) -> Pass:
    """Give out a pass.

    Args:
        number: As on the pass, or its figures.
        to: Who signs for it; empty for the member.
        member: For every pass but a vehicle's.
    """
    require_right(actor, "passes.lend")
    # Locked, so that no number is given out twice.
    type = PassType.objects.select_for_update().get(pk=type.pk)  # noqa: A001
    holder = None if type.kind == "vehicle" else _holder(member, delegation, type)
    named = parse_number(type, number)
    _check_not_out(named)
    allowance = lock_allowance(delegation, type)
    if request is not None:
        if request.allowance_id != allowance.pk:
            raise NotPossible(_("The request is for a pass of another sort. Nothing was given out."))
        lifecycle.move(request, "given", actor=actor, verb="pass_request.given")
        notices.withdraw_decided([request])  # that it is kept, when the letter still waits
        allowance.refresh_from_db()
    if not allowance.remaining:
        raise NotPossible(join_sentences([explain_used_up(allowance), _("Nothing was given out.")]))
    fields = _vehicle(vehicle) if type.kind == "vehicle" else {}
    lent = Pass(
        allowance=allowance,
        request=request,
        number=named,
        member=holder,
        to=clean_signer(to or (holder.full_name if holder else "")),
        lent_at=clock.now(),
        **fields,
    )
    return lifecycle.create(lent, actor=actor, verb="pass.lent", details={"to": lent.to, "sort": type.code})


def explain_used_up(allowance: Allowance) -> str:
    counts = {"party": allowance.delegation, "used": allowance.used, "most": allowance.most}
    if not allowance.granted:
        return _("%(party)s has all its passes of this sort out: %(used)d of %(most)d.") % counts
    message = _("%(party)s has no pass of this sort left: of %(most)d, %(used)d are out and %(granted)d are granted.")
    return message % {**counts, "granted": allowance.granted}


def _holder(member: Delegate | None, delegation: Delegation, type: PassType) -> Delegate:  # noqa: A002
    if member is None or member.delegation_id != delegation.pk:
        raise NotPossible(_("Choose a member of the delegation. Nothing was given out."))
    if member.state != "accredited":
        raise NotPossible(_("%(who)s is not accredited. Nothing was given out.") % {"who": member})
    if type.kind == "pin" and member.capacity not in FOR_HEADS:
        raise NotPossible(_("%(who)s is not the head of delegation. Nothing was given out.") % {"who": member})
    return member


def parse_number(type: PassType, text: str) -> str:  # noqa: A002
    """Return `F-0391` from `391`, `f 391` or itself. Raises NotPossible for anything else."""
    match = re.fullmatch(rf"(?:{re.escape(type.prefix)})?[\s-]*(\d{{1,6}})", text.strip(), re.IGNORECASE)
    if not match:
        raise NotPossible(
            _("A number of this kind is written like this: %(example)s.") % {"example": f"{type.prefix}-0391"}
        )
    return f"{type.prefix}-{int(match[1]):04d}"


def _check_not_out(number: str) -> None:
    out = Pass.objects.filter(number=number, state__in=("lent", "lost")).first()
    if out is None:
        return
    where = {"number": number, "party": out.allowance.delegation, "who": out.to}
    if out.state == "lost":
        raise NotPossible(_("%(number)s was reported lost and is not given out again.") % where)
    raise NotPossible(_("%(number)s has already been given out to %(who)s (%(party)s). Nothing was given out.") % where)


def _vehicle(vehicle: Vehicle | None) -> dict[str, object]:
    plate, driver, gate = (
        (" ".join(text.split()) for text in (vehicle.plate, vehicle.driver, vehicle.gate)) if vehicle else ("", "", "")
    )
    if not (plate and driver and gate and vehicle and vehicle.days):
        raise NotPossible(_("A vehicle pass requires the number plate, driver, gate and days. Nothing was given out."))
    days = sorted(day.isoformat() for day in set(vehicle.days))
    plate = plate.upper()[:20]
    return {"plate": plate, "plate_index": plate_index(plate), "driver": driver[:150], "gate": gate[:60], "days": days}


def lock_allowance(delegation: Delegation, type: PassType) -> Allowance:  # noqa: A002
    """Lock and return the delegation's allowance, made when there is none."""
    allowance, _new = Allowance.objects.get_or_create(delegation=delegation, type=type, defaults={"most": type.places})
    return Allowance.objects.select_for_update().get(pk=allowance.pk)


@lifecycle.use_case
def end_pass(*, actor: Actor, lent: Pass, to: str, by: str = "", expected_version: int | None = None) -> Pass:
    """Take back a pass (`returned`) or report it `lost`. `by` is empty for the person who signed when it was given out."""
    if to not in ("returned", "lost"):
        raise NotPossible(_("Choose what happened to the pass. Nothing was changed."))
    return lifecycle.move(
        lent,
        to,
        actor=actor,
        verb=f"pass.{to}",
        right="passes.lend",
        expected_version=expected_version,
        ended_at=clock.now(),
        ended_by=clean_signer(by if by.strip() else lent.to),
    )


@lifecycle.use_case
def allow(*, actor: Actor, delegation: Delegation, type: PassType, most: int) -> Allowance:  # noqa: A002
    """Set how many passes of a kind a delegation may have out."""
    require_right(actor, "passes.allow")
    if not 0 <= most <= MAX_PASSES:
        raise NotPossible(_("Enter a number from 0 to %(most)d. Nothing was changed.") % {"most": MAX_PASSES})
    allowance = lock_allowance(delegation, type)
    if most < allowance.used + allowance.granted:
        message = _("%(party)s currently holds %(used)d of these. Nothing was changed.")
        if allowance.granted:
            message = _("%(party)s has %(used)d of these out, and %(granted)d more are granted. Nothing was changed.")
        counts = {"party": delegation, "used": allowance.used, "granted": allowance.granted}
        raise NotPossible(message % counts)
    if most != allowance.most:
        details = {"changed": {"most": [str(allowance.most), str(most)]}}
        allowance.most = most
        allowance.save(update_fields=["most"])
        lifecycle.log(allowance, actor=actor, verb="pass.allowed", details=details)
    return allowance
