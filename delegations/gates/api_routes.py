"""The gates' operations for makers of devices: presence, scans, enrolling and revoking devices."""

from datetime import datetime
from typing import Annotated

from django.utils.translation import gettext as _
from ninja import Path, Query, Schema
from pydantic import Field, StringConstraints

from conference.core.errors import NotFound
from conference.core.parsing import LARGEST_KEY
from conference.machines import problems, scopes
from conference.machines.keys import actor_for
from conference.machines.routes import MachineRequest, Routes
from conference.machines.schemas import ONE_LINE, Sent
from delegations.gates.checking import queries as checking_queries
from delegations.gates.devices import actions
from delegations.gates.devices import queries as devices_queries
from delegations.gates.models import Device, Gate
from delegations.gates.presence import queries as presence_queries
from delegations.gates.sync import schemas

MOST_SCANS = 1000
Key = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=60, pattern=ONE_LINE)]

routes = Routes("gates")


class DeviceOut(Schema):
    """A device at a gate."""

    id: int
    name: str
    state: str = Field(
        description="The state is `invited` (the device has not used its code yet), `enrolled` or `revoked`."
    )
    last_seen: datetime | None = None


class GateOut(Schema):
    """A gate."""

    id: int
    name: str
    zone: str | None = Field(description="The letter of the zone to which the gate leads; null for the whole site.")
    direction: str = Field(description="The direction is `in`, `out` or `both`.")
    devices: list[DeviceOut]


class GatesOut(Schema):
    """All gates, in their order."""

    gates: list[GateOut]


class ZoneOut(Schema):
    """A zone that has gates, or the whole site, at the present moment."""

    zone: str | None = Field(description="The letter of the zone; null for the whole site.")
    name: str | None
    inside: int
    came_today: int = Field(
        description="The number of persons who have entered since midnight, in the conference's time zone."
    )
    left_today: int
    capacity: int | None = Field(
        description="The number of persons who may be inside at the same time; null for no limit."
    )


class DelegationOut(Schema):
    """A delegation with at least one member inside."""

    party: str = Field(description="The code of the party.")
    inside: dict[str, int] = Field(
        description="The number of members inside, by letter of the zone; the empty letter is the whole site."
    )


class PresenceOut(Schema):
    """The number of persons inside."""

    zones: list[ZoneOut]
    delegations: list[DelegationOut]


class ScanOut(Schema):
    """A scan, which never changes once recorded."""

    id: int
    device: int
    gate: int
    zone: str | None
    direction: str
    happened_at: datetime = Field(description="The time of the scan, by the server's clock.")
    received_at: datetime
    online: bool
    serial: str = Field(
        description="The serial of the badge, in hexadecimal; empty when the code scanned was not that of a badge."
    )
    badge: str | None = Field(description="The number printed on the badge; null when the badge does not exist.")
    verdict: str = Field(description="The verdict is `enter`, `refused` or `check`.")
    reason: str
    counts: bool = Field(description="True when a person passed through the gate.")


class ScansOut(Schema):
    """Scans, in the order in which they were received."""

    scans: list[ScanOut]
    next: int = Field(description="Send this value as `after` to receive the scans that follow.")
    more: bool = Field(description="True when more scans can be read at once.")


class DeviceIn(Sent):
    """A device that is to be enrolled."""

    gate: Key = Field(description="The id of the gate of the device.")
    name: Name = Field(description="The name that is written on the device.")


class InvitedOut(Schema):
    """A device that is to be enrolled, with its code, which is shown only in this answer."""

    device: DeviceOut
    code: str = Field(
        description="The code is valid once, for 15 minutes; the device sends it to `/api/v1/gate/enrol`."
    )
    code_expires: datetime


class RevokedOut(Schema):
    """A device whose key is no longer valid."""

    device: DeviceOut


@routes.get("/gates", scope=scopes.READ_GATES, answer=GatesOut, summary="List the gates and their devices")
def gates(request: MachineRequest) -> GatesOut:
    """Return all gates in their order, each with its devices; revoked devices come last."""
    return GatesOut(
        gates=[
            GateOut(
                id=gate.pk,
                name=str(gate.name),
                zone=gate.zone.letter if gate.zone else None,
                direction=gate.direction,
                devices=[DeviceOut.from_orm(device) for device in gate.devices.all()],
            )
            for gate in devices_queries.find_gates()
        ]
    )


@routes.get("/presence", scope=scopes.READ_PRESENCE, answer=PresenceOut, summary="Count the persons inside")
def presence(request: MachineRequest) -> PresenceOut:
    """Return the number of persons inside each zone that has a gate, in total and by delegation, without names."""
    places = presence_queries.places()
    letters = [place.zone.letter if place.zone else "" for place in places]
    zones = [
        ZoneOut(
            zone=place.zone.letter if place.zone else None,
            name=str(place.zone.name) if place.zone else None,
            inside=place.inside,
            came_today=place.came_today,
            left_today=place.left_today,
            capacity=place.zone.capacity if place.zone else None,
        )
        for place in places
    ]
    delegations = [
        DelegationOut(party=row.party.code, inside=dict(zip(letters, row.counts, strict=True)))
        for row in presence_queries.by_delegation(places)
    ]
    return PresenceOut(zones=zones, delegations=delegations)


@routes.get("/scans", scope=scopes.READ_SCANS, answer=ScansOut, summary="Read the scans since the last one read")
def scans(
    request: MachineRequest,
    after: Annotated[
        int,
        Query(
            0, ge=0, le=LARGEST_KEY, description="The value of `next` in the previous answer; 0 in the first request."
        ),
    ] = 0,
    limit: Annotated[int, Query(500, ge=1, le=MOST_SCANS, description="The largest number of scans to return.")] = 500,
) -> ScansOut:
    """Return the scans in the order in which they were received, each once, without names. A scan is returned one minute after it was
    received, so that none is missed while it is being recorded; `/presence` states who is inside now. Scans of a revoked device are
    omitted."""
    rows, last, more = checking_queries.read_scans(after, limit)
    return ScansOut(scans=[ScanOut(**row) for row in rows], next=last, more=more)


@routes.post("/devices", scope=scopes.ENROL, answer=InvitedOut, status=201, summary="Create a code for a new device")
def enrol_device(request: MachineRequest, device: DeviceIn) -> InvitedOut:
    """Create a device at the gate, and the code with which it enrols. The audit log names the machine that sent the request."""
    gate = Gate.objects.filter(pk=device.gate).first()
    if gate is None:
        raise problems.field("gate", _("There is no gate with this id."))
    invited, code = actions.invite(actor=actor_for(request.auth, scopes.ENROL), name=device.name, gate=gate)
    assert invited.code_expires is not None
    return InvitedOut(device=DeviceOut.from_orm(invited), code=code, code_expires=invited.code_expires)


@routes.post(
    "/devices/{id}/revoke",
    scope=scopes.REVOKE,
    answer=RevokedOut,
    summary="Revoke a device",
    refusals={
        404: "`not-found`: there is no device with this identifier.",
        409: "`not-possible`: the device was revoked before. `already-decided`: it was revoked while the request was being answered.",
    },
)
def revoke_device(request: MachineRequest, id: Annotated[int, Path(ge=1, le=LARGEST_KEY)]) -> RevokedOut:  # noqa: A002
    """Revoke a device: its key is no longer valid from that moment. This cannot be undone; the device can be enrolled again."""
    device = Device.objects.filter(pk=id).first()
    if device is None:
        raise NotFound(_("There is no device with this id."))
    revoked = actions.revoke(actor=actor_for(request.auth, scopes.REVOKE), device=device)
    return RevokedOut(device=DeviceOut.from_orm(revoked))


routes.add_external(*schemas.DOCUMENTED_ROUTES)
