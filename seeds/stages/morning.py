"""The morning of the ceremony: badges and passes are handed out, devices are at the gates, and members come from seven on.

States are changed by the actions. Scans are saved as an online device leaves them, and the presence is derived from them as after a sync.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from conference.core import clock
from conference.core.access import Actor
from conference.parties.actions import Lot, draw_first_seat
from conference.parties.models import STATES
from conference.parties.seating import who_can_be_drawn
from delegations.accreditation.badges.actions import issuing as accreditation
from delegations.accreditation.collection import actions as collection_actions
from delegations.accreditation.models import Badge, Pass, PassRequest, PassType
from delegations.accreditation.passes import actions as passes_actions
from delegations.accreditation.passes.actions import Vehicle
from delegations.gates.devices import actions as devices_actions
from delegations.gates.models import SITE, Device, Gate, Scan
from delegations.gates.presence.reckoning import recompute_presence
from delegations.gates.sync import actions as sync_actions
from delegations.gates.sync.schemas import ScanIn
from delegations.registration.focal_points.actions import invitations
from delegations.registration.models import Delegate, Delegation, FocalPointInvitation
from delegations.registration.seating.queries import present
from seeds.chance import chance, one_of
from seeds.load import circulars, speakers
from seeds.load.devices import DAWN
from seeds.load.passes import MOST, driver
from seeds.load.tables import moment
from seeds.stages.fortnight import UNANSWERED
from seeds.stages.world import actor_of

EVE, SEVEN = moment("2025-10-24T15:00"), moment("2025-10-25T07:00")
TOLD = moment("2025-10-25T10:38")
ABSENT = 0.05  # of the members whose badge was collected
DAY = "2025-10-25"
WITH_PASSES = 12  # delegations
NOT_PRINTED = 8  # badges
PLACES_IN_SIGNING = 4  # of each delegation


def load() -> None:
    with clock.standing(EVE):
        _print_and_hand_out(actor_of("print"))
        _give_passes(actor_of("protocol"))
        _draw_the_first_seat(actor_of("protocol"))
    with clock.standing(DAWN):
        devices = _enrol(actor_of("security"))
    circulars.plan("sunday", actor=actor_of("secretariat"))
    speakers.morning(actor_of("protocol"))
    _Morning(devices).load()
    _invite_again()


def _invite_again() -> None:
    """Send a new link to the person who has not taken up the invitation, so that whoever tries the demo finds its mail."""
    waiting = FocalPointInvitation.objects.filter(delegation__party__code=UNANSWERED, used_at=None, withdrawn_at=None)
    invitation = waiting.select_related("delegation__party").order_by("pk").first()
    if invitation is not None:
        with clock.standing(moment(f"{DAY}T10:39")):
            invitations.invite(
                actor=actor_of("secretariat"),
                party=invitation.delegation.party,
                email=invitation.email,
                name=invitation.name,
                language=invitation.language,
                replaces=invitation.pk,
                can_be_undone=False,
            )


def _print_and_hand_out(printer: Actor) -> None:
    """Print all queued badges but the last, and hand the badges of most delegations to their liaison officers."""
    queued = list(Badge.objects.filter(state="queued").order_by("queued_at", "pk").values_list("pk", "version"))
    accreditation.mark_printed(actor=printer, badges=queued[:-NOT_PRINTED])
    keys = set(Badge.objects.filter(state="printed").values_list("delegate__delegation", flat=True))
    delegations = Delegation.objects.filter(pk__in=keys).select_related("party").order_by("pk")
    for number, delegation in enumerate(delegations):
        if chance("collects", delegation.party.code).random() > 0.9:
            continue
        with clock.standing(EVE + timedelta(minutes=2 * number)):
            collection_actions.hand_out_to_delegation(
                actor=printer, delegation=delegation, to=delegation.liaison_name or "Trần Thu Hà", document="staff card"
            )


def _give_passes(protocol: Actor) -> None:
    types = {type_.code: type_ for type_ in PassType.objects.all()}
    rows = Delegate.objects.filter(capacity="head", badges__state="collected", delegation__party__kind__in=STATES)
    rows = rows.order_by("delegation__party__en_sort")
    heads = list(rows.select_related("delegation__party")[:WITH_PASSES])
    lent: list[Pass] = []
    for number, head in enumerate(heads, 1):
        common: dict[str, Any] = {"actor": protocol, "delegation": head.delegation}
        passes_actions.lend(type=types["pin"], number=str(number), to="", member=head, **common)
        others = Delegate.objects.filter(delegation=head.delegation, capacity="delegate", badges__state="collected")
        others = others.order_by("position")[:2]
        for code, member in zip(("floater-restricted", "floater-signing"), others, strict=False):
            lent.append(passes_actions.lend(type=types[code], number=str(number), to="", member=member, **common))
        if number % 2:
            who = driver(MOST + number)
            car = Vehicle(f"80-NG-{310 + number}", who, "Gate 2", [EVE.date() + timedelta(days=1)])
            passes_actions.lend(type=types["vehicle"], number=str(number), to=who, vehicle=car, **common)
    _collect_granted(protocol)
    for lent_pass, to in zip(lent, ("returned", "lost"), strict=False):
        passes_actions.end_pass(actor=protocol, lent=lent_pass, to=to)


def _collect_granted(protocol: Actor) -> None:
    """Lend the granted passes of accredited members and of cars."""
    granted = PassRequest.objects.filter(state="granted").order_by("pk")
    granted = granted.select_related("allowance__type", "allowance__delegation__party", "member")
    for number, request in enumerate(granted, 201):
        if request.member is not None and request.member.state != "accredited":
            continue
        car = Vehicle(request.plate, request.driver, "Gate 2", [date.fromisoformat(day) for day in request.days])
        passes_actions.lend(
            actor=protocol,
            delegation=request.allowance.delegation,
            type=request.allowance.type,
            number=str(number),
            to=request.driver,
            member=request.member,
            vehicle=None if request.member else car,
            request=request,
        )


def _draw_the_first_seat(protocol: Actor) -> None:
    parties = present()
    states = who_can_be_drawn(parties, together=False)
    lot = Lot(drawn_in_hall=one_of(states, chance("first seat")).code)
    draw_first_seat(actor=protocol, present=parties, lot=lot, expected_version=0)


def _enrol(security: Actor) -> list[Device]:
    """Enrol a device at each gate, two at the first. The clock of one is wrong."""
    devices = []
    gates = list(Gate.objects.select_related("zone").order_by("position", "pk"))
    for number, gate in enumerate([gates[0], *gates], 1):
        if invited := Device.objects.filter(name=f"Scanner {number}", state="invited").first():
            _device, code = devices_actions.new_code(actor=security, device=invited)
        else:
            _device, code = devices_actions.invite(actor=security, name=f"Scanner {number}", gate=gate)
        devices.append(devices_actions.enrol(code=code)[0])
    offset = settings.CLOCK_OFFSET.total_seconds()
    enrolled = Device.objects.filter(pk__in=[device.pk for device in devices])
    enrolled.update(last_seen=TOLD, bundle_at=TOLD, clock_offset=offset)
    Device.objects.filter(pk=devices[3].pk).update(clock_offset=offset + 200)
    return devices


@dataclass
class _Morning:
    devices: list[Device]
    scans: list[Scan] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)

    def load(self) -> None:
        self.by_letter = {device.gate.zone.letter if device.gate.zone else "": device for device in self.devices[1:]}
        self.signing: dict[int, int] = {}
        expected = [badge for badge in collected() if not never_comes(badge)]
        came = [badge for badge in expected if chance("comes", badge.serial).random() < 0.85]
        stayed_away = [badge for badge in expected if badge not in came]
        for badge in came:
            self._follow(badge)
        self.scans.sort(key=lambda scan: scan.happened_at)
        for scan in self.scans:
            scan.number = self.numbers[scan.device_id] = self.numbers.get(scan.device_id, 0) + 1
        Scan.objects.bulk_create(self.scans, batch_size=500)
        recompute_presence({badge.delegate_id for badge in came}, {scan.zone_id or SITE for scan in self.scans})
        if came and stayed_away:
            self._offline(stayed_away[0])

    def _follow(self, badge: Badge) -> None:
        rng = chance("way", badge.serial)
        at = SEVEN + timedelta(minutes=150 * rng.random() ** 1.5)
        opens = {zone.letter for zone in badge.delegate.category.zones.all()}
        self._in(badge, "", at)
        at = self._in(badge, "G", at + timedelta(minutes=2 + 4 * rng.random()), spare=rng.random() < 0.4)
        if "M" in opens or rng.random() < 0.02:
            at = self._in(badge, "M", at + timedelta(minutes=5 + 20 * rng.random()), opens)
        home = badge.delegate.delegation_id
        if "S" in opens and self.signing.get(home, 0) < PLACES_IN_SIGNING and rng.random() < 0.8:
            self.signing[home] = self.signing.get(home, 0) + 1
            self._in(badge, "S", max(at, SEVEN + timedelta(minutes=150)) + timedelta(minutes=40 * rng.random()), opens)
        elif "V" in opens and rng.random() < 0.4:
            self._in(badge, "V", at + timedelta(minutes=3 + 30 * rng.random()), opens)
        elif rng.random() < 0.6:
            self._in(badge, "P", at + timedelta(minutes=3 + 40 * rng.random()), opens)

    def _in(
        self, badge: Badge, letter: str, at: datetime, opens: set[str] | None = None, *, spare: bool = False
    ) -> datetime:
        """Scan at the gate of a zone, refused where the category may not enter, and return the time."""
        device = self.devices[0] if spare else self.by_letter[letter]
        may_enter = opens is None or letter in opens
        at = min(at, TOLD)
        self.scans.append(scan_of(device, badge, at, reason="" if may_enter else "wrong-zone"))
        return at

    def _offline(self, lost: Badge) -> None:
        """Let an offline device admit a badge whose bearer is inside, and a badge that was reported lost."""
        scans = [scan for scan in self.scans if scan.device_id == self.by_letter["G"].pk]
        last = max(scans, key=lambda scan: scan.happened_at)
        with clock.standing(moment(f"{DAY}T09:52")):
            accreditation.report_lost(actor=actor_of("security"), badge=lost, explanation="Left in a taxi at Gate 2.")
        device = self.devices[0]
        first = self.numbers.get(device.pk, 0)
        copied = last.happened_at + timedelta(minutes=9)
        entry = {"direction": "in", "verdict": "enter", "reason": ""}
        reported = [
            {"number": first + 1, "at": copied.isoformat(), "serial": last.serial, **entry},
            {"number": first + 2, "at": moment(f"{DAY}T10:04").isoformat(), "serial": lost.serial, **entry},
        ]
        with clock.standing(TOLD):
            sync_actions.sync_scans(
                device=device, scans=[ScanIn.model_validate(scan) for scan in reported], device_now=TOLD
            )
            Device.objects.filter(pk=device.pk).update(clock_offset=settings.CLOCK_OFFSET.total_seconds())


def scan_of(device: Device, badge: Badge, at: datetime, direction: str = "in", reason: str = "") -> Scan:
    """Return a scan as an online device leaves it: admitted, unless there is a reason."""
    return Scan(
        device=device,
        zone=device.gate.zone,
        direction=direction,
        device_at=at,
        happened_at=at,
        received_at=at,
        online=True,
        serial=badge.serial,
        badge=badge,
        delegate=badge.delegate,
        verdict="refused" if reason else "enter",
        reason=reason,
        counts=not reason,
    )


def never_comes(badge: Badge) -> bool:
    """Return whether the bearer stays away, though the badge was collected. Heads and their deputies come."""
    member = badge.delegate
    if member.capacity in ("head", "deputy_head"):
        return False
    return chance("never comes", member.scope, member.position).random() < ABSENT


def collected() -> Iterator[Badge]:
    rows = Badge.objects.filter(state="collected").select_related("delegate__category", "delegate__delegation__party")
    yield from rows.prefetch_related("delegate__category__zones").defer("shows").order_by("delegate__position", "pk")
