"""The gates on the interface for makers of devices: who is inside, the scans, and a device's beginning and end."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Path, Query, Schema
from pydantic import Field, StringConstraints

from conference.core.errors import NotFound
from conference.core.parsing import MOST
from conference.machines import problems
from conference.machines.keys import actor_for
from conference.machines.routes import MachineRequest, Routes
from conference.machines.schemas import ONE_LINE, Sent
from delegations.gates import scopes
from delegations.gates.checking import queries as checking_queries
from delegations.gates.devices import actions
from delegations.gates.devices import queries as devices_queries
from delegations.gates.models import Device, Gate
from delegations.gates.presence import queries as presence_queries
from delegations.gates.sync import schemas

MOST_SCANS = 1000
Key = Annotated[int, Field(ge=1, le=MOST)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=ONE_LINE)]

routes = Routes("gates")


class DeviceOut(Schema):
    """A device at a gate."""

    id: int
    name: str
    state: str = Field(description="`invited` (waits for its code), `enrolled` or `revoked`.")
    last_seen: datetime | None = None


class GateOut(Schema):
    """A gate."""

    id: int
    name: str
    zone: str | None = Field(description="The letter of the zone it leads to; null: the whole site.")
    direction: str = Field(description="`in`, `out` or `both`.")
    devices: list[DeviceOut]


class GatesOut(Schema):
    """Every gate, in order."""

    gates: list[GateOut]


class ZoneOut(Schema):
    """A zone with gates, or the whole site, as it is now."""

    zone: str | None = Field(description="Its letter; null: the whole site.")
    name: str | None
    inside: int
    came_today: int = Field(description="How many went in since midnight where the conference is.")
    left_today: int
    capacity: int | None = Field(description="How many may be inside at once; null: no limit.")


class DelegationOut(Schema):
    """A delegation of which somebody is inside."""

    party: str = Field(description="The code of the party.")
    inside: dict[str, int] = Field(description="By the letter of the zone, empty for the whole site.")


class PresenceOut(Schema):
    """Who is inside, in numbers."""

    zones: list[ZoneOut]
    delegations: list[DelegationOut]


class ScanOut(Schema):
    """A scan. It never changes."""

    id: int
    device: int
    gate: int
    zone: str | None
    direction: str
    happened_at: datetime = Field(description="By the house's clock.")
    received_at: datetime
    online: bool
    serial: str = Field(description="Of the badge, in hexadecimal; empty when what was scanned was no badge.")
    badge: str | None = Field(description="The number printed on the badge; null when there is no such badge.")
    verdict: str = Field(description="`enter`, `refused` or `check`.")
    reason: str
    counts: bool = Field(description="Somebody went through.")


class ScansOut(Schema):
    """Scans in the order in which they came in."""

    scans: list[ScanOut]
    next: int = Field(description="Ask with `after` this for those that follow, now or later.")
    more: bool = Field(description="There are more already.")


class DeviceIn(Sent):
    """A device to be enrolled."""

    gate: Key = Field(description="The id of its gate.")
    name: Name = Field(description="As it is written on the device.")


class InvitedOut(Schema):
    """A device that waits, with its code, which is told here and nowhere again."""

    device: DeviceOut
    code: str = Field(description="Good once, for 15 minutes; the device sends it to `/api/v1/gate/enrol`.")
    code_expires: datetime


class RevokedOut(Schema):
    """A device whose key opens nothing any more."""

    device: DeviceOut


def _device(device: Device) -> DeviceOut:
    return DeviceOut(id=device.pk, name=device.name, state=device.state, last_seen=device.last_seen)


@routes.get("/gates", scope=scopes.READ_GATES, answer=GatesOut, summary="Gates and their devices")
def gates(request: MachineRequest) -> GatesOut:
    """Every gate in order, each with its devices, the revoked ones last."""
    found = [
        GateOut(
            id=gate.pk,
            name=str(gate.name),
            zone=gate.zone.letter if gate.zone else None,
            direction=gate.direction,
            devices=[_device(device) for device in gate.devices.all()],
        )
        for gate in devices_queries.gates()
    ]
    return GatesOut(gates=found)


@routes.get("/presence", scope=scopes.READ_PRESENCE, answer=PresenceOut, summary="How many are inside")
def presence(request: MachineRequest) -> PresenceOut:
    """How many are inside each zone that has a gate, and of which delegations; no names."""
    places = presence_queries.places()
    letters = [place.zone.letter if place.zone else "" for place in places]
    zones = [
        ZoneOut(
            zone=place.zone.letter if place.zone else None,
            name=str(place.zone.name) if place.zone else None,
            inside=place.inside,
            came_today=place.came,
            left_today=place.left,
            capacity=place.zone.capacity if place.zone else None,
        )
        for place in places
    ]
    delegations = [
        DelegationOut(party=row.party.code, inside=dict(zip(letters, row.counts, strict=True)))
        for row in presence_queries.by_delegation(places)
    ]
    return PresenceOut(zones=zones, delegations=delegations)


@routes.get("/scans", scope=scopes.READ_SCANS, answer=ScansOut, summary="Scans since the last that was read")
def scans(
    request: MachineRequest,
    after: Annotated[int, Query(0, ge=0, le=MOST, description="`next` of the answer before; 0 at first.")] = 0,
    limit: Annotated[int, Query(500, ge=1, le=MOST_SCANS, description="How many at most.")] = 500,
) -> ScansOut:
    """Scans in the order in which they came in, each once, with no names. A scan is told of a minute after it came in, so that one that
    is still being written is never passed over; who is inside right now is in `/presence`. Those of a revoked device are left out."""
    rows, last, more = checking_queries.told_scans(after, limit)
    return ScansOut(scans=[ScanOut(**row) for row in rows], next=last, more=more)


@routes.post("/devices", scope=scopes.ENROL, answer=InvitedOut, status=201, summary="A code for a new device")
def enrol_device(request: MachineRequest, device: DeviceIn) -> InvitedOut:
    """Makes a device of that gate, and the code by which it enrols itself. The record names the machine that asked."""
    gate = Gate.objects.filter(pk=device.gate).first()
    if gate is None:
        raise problems.field("gate", _("There is no gate with this id."))
    made, code = actions.invite(actor=actor_for(request.auth, scopes.ENROL), name=device.name, gate=gate)
    assert made.code_expires is not None
    return InvitedOut(device=_device(made), code=code, code_expires=made.code_expires)


@routes.post("/devices/{id}/revoke", scope=scopes.REVOKE, answer=RevokedOut, summary="Revoke a device")
def revoke_device(request: MachineRequest, id: Annotated[int, Path(ge=1, le=MOST)]) -> RevokedOut:  # noqa: A002
    """The device's key opens nothing from that moment. It cannot be undone; the device can be enrolled anew."""
    found = Device.objects.filter(pk=id).first()
    if found is None:
        raise NotFound(_("There is no device with this id."))
    return RevokedOut(device=_device(actions.revoke(actor=actor_for(request.auth, scopes.REVOKE), device=found)))


routes.tell(*schemas.TOLD)
