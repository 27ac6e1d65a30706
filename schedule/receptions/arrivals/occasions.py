"""Receptions for the gates' devices: the guest list for a device at an entrance, and its scans."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Any

from conference.core import clock
from conference.core.access import Actor
from conference.core.errors import NotPossible
from delegations.gates.checking.verdicts import CHECK, ENDED, ENTER, REFUSED
from delegations.gates.devices.occasions import DoorScan, DoorVerdict, Occasion
from schedule.receptions.arrivals import actions, codes
from schedule.receptions.invitations.queries import all_invitations
from schedule.receptions.models import Invitation, Reception

# Devices are enrolled on the days before; of a list that is older nobody needs any more, what was scanned is sent still.
LISTED_AFTER = timedelta(hours=12)
RIGHT = "receptions.invite"  # as the list for the entrance on the desk


class Receptions:
    """The source of occasions."""

    def coming(self) -> Iterator[Occasion]:
        for reception in Reception.objects.filter(ends__gt=clock.now()).order_by("starts"):
            yield _occasion(reception)

    def get(self, key: str, *, names: bool) -> Occasion | None:
        """Return the reception with its guests; without them half a day after its end."""
        reception = Reception.objects.filter(code=key).first()
        if reception is None:
            return None
        is_over = clock.now() > reception.ends + LISTED_AFTER
        return _occasion(reception, [] if is_over else list(_guests(reception, names)))

    def scanned(self, key: str, scan: DoorScan, actor: Actor) -> DoorVerdict | None:
        reception = Reception.objects.filter(code=key).first()
        if reception is None:
            return None
        invitation, companion = _find_guest(reception, scan)
        if invitation is None:
            ended = scan.badge is not None and scan.badge.state in ENDED
            return DoorVerdict(REFUSED, scan.badge.state if ended and scan.badge else "not-invited")
        verdict = partial(DoorVerdict, name=invitation.name_of(companion), party=invitation.party.code)
        if scan.undo:
            with suppress(NotPossible):  # nothing was noted, as where the list had no room
                actions.note_no_arrival(actor=actor, invitation=invitation, companion=companion)
            return verdict(ENTER, "undone")
        if why := _why_not(invitation, companion, scan):
            since = invitation.arrival_of(companion) if why == "here-already" else None
            return verdict(REFUSED if why in ("not-expected", "over") else CHECK, why, since=since)
        if scan.look:
            return verdict(CHECK, "typed")
        try:
            actions.note_arrival(actor=actor, invitation=invitation, companion=companion, at=scan.at)
        except NotPossible:
            return verdict(CHECK, "released" if invitation.state == "absent" else "not-expected")
        return verdict(ENTER, "expected")


def _why_not(invitation: Invitation, companion: bool, scan: DoorScan) -> str:
    if scan.at < invitation.reception.door_opens:
        return "not-open"
    if scan.at > invitation.reception.ends:
        return "over"
    if invitation.state not in ("accepted", "absent") or (companion and not invitation.companion_name):
        return "not-expected"
    return "here-already" if invitation.arrival_of(companion) else ""


def _find_guest(reception: Reception, scan: DoorScan) -> tuple[Invitation | None, bool]:
    """Return whose code or badge it is, and whether the companion's. None for a code of a replaced guest."""
    invitations = all_invitations().filter(reception=reception).exclude(state="ended")
    if scan.badge is not None:
        wearers = invitations.filter(guest=scan.badge.delegate_id, substitute_name="")
        return (wearers.first() if scan.badge.is_live else None), False
    serial = codes.serial_of(scan.serial)
    if serial is None:
        return None, False
    public_id, companion, guest = serial
    return codes.find_by_serial_parts(invitations, public_id, guest), companion


def _guests(reception: Reception, names: bool) -> Iterator[list[Any]]:
    invitations = all_invitations().filter(reception=reception)
    for row in invitations.filter(state__in=("accepted", "absent", "waiting", "substitute")).order_by("pk"):
        for companion in (False, True) if row.companion_name else (False,):
            arrived = row.arrival_of(companion)
            yield [
                codes.serial_for(row, companion).hex(),
                row.state,
                None if companion or row.substitute_name else row.guest_id,
                row.party.code,
                row.name_of(companion) if names else None,
                1 if companion else 0,
                int(arrived.timestamp()) if arrived else None,
            ]


def _occasion(reception: Reception, guests: list[list[Any]] | None = None) -> Occasion:
    name, opens, ends = str(reception.name), reception.door_opens, reception.ends
    return Occasion(reception.code, name, opens, ends, RIGHT, codes.GUEST_ISSUER, guests or [])
