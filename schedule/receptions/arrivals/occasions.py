"""Receptions for the devices of the gates: the guest list that one at an entrance keeps, and what it scans there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import timedelta
from typing import Any

from conference.core import clock
from conference.core.access import Actor
from conference.core.errors import NotPossible
from delegations.gates.checking.verdicts import CHECK, ENDED, ENTER, REFUSED
from delegations.gates.devices.occasions import DoorScan, DoorVerdict, Occasion
from schedule.receptions.arrivals import actions, codes, queries
from schedule.receptions.invitations.queries import all_invitations
from schedule.receptions.models import Invitation, Reception

# Devices are enrolled on the days before; of a list that is older nobody needs any more, what was scanned is sent still.
LISTED_AFTER = timedelta(hours=12)


class Receptions:
    """The source of occasions."""

    def coming(self) -> Iterator[Occasion]:
        for one in Reception.objects.filter(ends__gt=clock.now()).order_by("starts"):
            yield _occasion(one)

    def get(self, key: str, *, names: bool) -> Occasion | None:
        """Return the reception with its guests; without them when it has been over for half a day."""
        found = Reception.objects.filter(code=key).first()
        if found is None:
            return None
        gone = clock.now() > found.ends + LISTED_AFTER
        return _occasion(found, [] if gone else [row for one in _listed(found) for row in _rows(one, names)])

    def scanned(self, key: str, scan: DoorScan, actor: Actor) -> DoorVerdict | None:
        reception = Reception.objects.filter(code=key).first()
        if reception is None:
            return None
        found, companion = _found(reception, scan)
        if found is None:
            ended = scan.badge is not None and scan.badge.state in ENDED
            return DoorVerdict(REFUSED, scan.badge.state if ended and scan.badge else "not-invited")
        told: dict[str, Any] = {"name": queries.name_of(found, companion), "party": found.delegation.party.code}
        if scan.undo:
            with suppress(NotPossible):  # nothing was noted, as where the list had no room
                actions.note_no_arrival(actor=actor, invitation=found, companion=companion)
            return DoorVerdict(ENTER, "undone", **told)
        return _decided(found, companion, scan, actor, told)


def _decided(
    invitation: Invitation, companion: bool, scan: DoorScan, actor: Actor, told: dict[str, Any]
) -> DoorVerdict:
    if why := _why_not(invitation, companion, scan):
        since = getattr(invitation, actions.FIELDS[companion]) if why == "here-already" else None
        return DoorVerdict(REFUSED if why in ("not-expected", "over") else CHECK, why, since=since, **told)
    if scan.look:
        return DoorVerdict(CHECK, "typed", **told)
    try:
        actions.note_arrival(actor=actor, invitation=invitation, companion=companion, at=scan.at)
    except NotPossible:
        return DoorVerdict(CHECK, "released" if invitation.state == "absent" else "not-expected", **told)
    return DoorVerdict(ENTER, "expected", **told)


def _why_not(invitation: Invitation, companion: bool, scan: DoorScan) -> str:
    if scan.at < invitation.reception.door_opens:
        return "not-open"
    if scan.at > invitation.reception.ends:
        return "over"
    if invitation.state not in ("accepted", "absent") or (companion and not invitation.companion_name):
        return "not-expected"
    return "here-already" if getattr(invitation, actions.FIELDS[companion]) else ""


def _found(reception: Reception, scan: DoorScan) -> tuple[Invitation | None, bool]:
    """Return whose code or badge it is, and whether the companion's; of a code that another is meant by now, None."""
    rows = all_invitations().filter(reception=reception).exclude(state="ended")
    if scan.badge is not None:
        alive = scan.badge.is_live
        return (rows.filter(guest=scan.badge.delegate_id, substitute_name="").first() if alive else None), False
    serial = codes.serial_of(scan.serial)
    if serial is None:
        return None, False
    public_id, companion, guest = serial
    found = rows.filter(public_id=public_id).first()
    return (found if found and found.guest_id == guest else None), companion


def _listed(reception: Reception) -> Iterable[Invitation]:
    rows = all_invitations().filter(reception=reception, state__in=("accepted", "absent", "waiting", "substitute"))
    return rows.order_by("pk")


def _rows(invitation: Invitation, names: bool) -> Iterator[list[Any]]:
    for companion in (False, True) if invitation.companion_name else (False,):
        arrived = getattr(invitation, actions.FIELDS[companion])
        wears_badge = not companion and not invitation.substitute_name
        yield [
            codes.serial_for(invitation, companion).hex(),
            invitation.state,
            invitation.guest_id if wears_badge else None,
            invitation.delegation.party.code,
            queries.name_of(invitation, companion) if names else None,
            1 if companion else 0,
            int(arrived.timestamp()) if arrived else None,
        ]


def _occasion(reception: Reception, guests: list[list[Any]] | None = None) -> Occasion:
    name, opens, ends = str(reception.name), reception.door_opens, reception.ends
    return Occasion(reception.code, name, opens, ends, codes.GUEST_ISSUER, guests or [])
