"""The morning of the ceremony: badges and passes given out, devices at the gates, and who came since seven.

State changes through the actions; scans are rows, as a gate in touch leaves them, and who is inside is worked out from them as after any
sync.
"""

from __future__ import annotations

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
from delegations.gates.presence.reckoning import work_out
from delegations.gates.sync import actions as sync_actions
from delegations.gates.sync.actions import SyncResult
from delegations.registration.focal_points.actions import invitations
from delegations.registration.models import Delegate, Delegation, FocalPointInvitation
from delegations.registration.seating.queries import present
from seeds.chance import chance, one_of
from seeds.load import circulars, speakers
from seeds.load.devices import DAWN
from seeds.load.tables import moment
from seeds.stages.fortnight import UNANSWERED
from seeds.stages.world import actor_of

EVE, SEVEN = moment("2025-10-24T15:00"), moment("2025-10-25T07:00")
TOLD = moment("2025-10-25T10:38")
ABSENT = 0.05  # of the members for whom a badge was made and fetched
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
    _Morning(devices).tell()
    _invite_anew()


def _invite_anew() -> None:
    """Send a new link to the one who never took the invitation up: the letter that whoever tries the demo begins with."""
    waiting = FocalPointInvitation.objects.filter(delegation__party__code=UNANSWERED, used_at=None, withdrawn_at=None)
    one = waiting.select_related("delegation__party").order_by("pk").first()
    if one is not None:
        with clock.standing(moment(f"{DAY}T10:39")):
            invitations.invite(
                actor=actor_of("secretariat"),
                party=one.delegation.party,
                email=one.email,
                name=one.name,
                language=one.language,
                replaces=one.pk,
                can_be_undone=False,
            )


def _print_and_hand_out(printer: Actor) -> None:
    """Print all but the last that were queued, and hand most delegations' badges to their liaison officers."""
    waiting = list(Badge.objects.filter(state="queued").order_by("queued_at", "pk").values_list("pk", "version"))
    accreditation.mark_printed(actor=printer, badges=waiting[:-NOT_PRINTED])
    there = Badge.objects.filter(state="printed").values_list("delegate__delegation", flat=True)
    for at, delegation in enumerate(
        Delegation.objects.filter(pk__in=set(there)).select_related("party").order_by("pk")
    ):
        if chance("collects", delegation.party.code).random() > 0.9:
            continue
        with clock.standing(EVE + timedelta(minutes=2 * at)):
            collection_actions.hand_out_to_delegation(
                actor=printer, delegation=delegation, to=delegation.liaison_name or "Trần Thu Hà", document="staff card"
            )


def _give_passes(protocol: Actor) -> None:
    sorts = {sort.code: sort for sort in PassType.objects.all()}
    rows = Delegate.objects.filter(capacity="head", badges__state="collected", delegation__party__kind__in=STATES)
    rows = rows.order_by("delegation__party__en_sort")
    heads = list(rows.select_related("delegation__party")[:WITH_PASSES])
    given: list[Pass] = []
    for number, head in enumerate(heads, 1):
        common: dict[str, Any] = {"actor": protocol, "delegation": head.delegation}
        passes_actions.lend(type=sorts["pin"], number=str(number), to="", member=head, **common)
        others = Delegate.objects.filter(delegation=head.delegation, capacity="delegate", badges__state="collected")
        for code, member in zip(
            ("floater-restricted", "floater-signing"), others.order_by("position")[:2], strict=False
        ):
            given.append(passes_actions.lend(type=sorts[code], number=str(number), to="", member=member, **common))
        if number % 2:
            car = Vehicle(f"80-NG-{310 + number}", "Đỗ Văn Lâm", "Gate 2", [EVE.date() + timedelta(days=1)])
            passes_actions.lend(type=sorts["vehicle"], number=str(number), to="Đỗ Văn Lâm", vehicle=car, **common)
    _collect_granted(protocol)
    for one, to in zip(given, ("returned", "lost"), strict=False):
        passes_actions.end_pass(actor=protocol, given=one, to=to)


def _collect_granted(protocol: Actor) -> None:
    """Give out what was granted for somebody who is accredited, or for a car."""
    granted = PassRequest.objects.filter(state="granted").select_related(
        "allowance__type", "allowance__delegation__party"
    )
    for number, request in enumerate(granted.select_related("member").order_by("pk"), 201):
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
    there = present()
    states = who_can_be_drawn(there, together=False)
    draw_first_seat(
        actor=protocol,
        present=there,
        lot=Lot(drawn_in_hall=one_of(states, chance("first seat")).code),
        expected_version=0,
    )


def _enrol(security: Actor) -> list[Device]:
    """Return a device at each gate, two at the first. One has a wrong clock."""
    found = []
    gates = list(Gate.objects.select_related("zone").order_by("position", "pk"))
    for number, gate in enumerate([gates[0], *gates], 1):
        waits = Device.objects.filter(name=f"Scanner {number}", state="invited").first()
        _device, code = (
            devices_actions.new_code(actor=security, device=waits)
            if waits
            else devices_actions.invite(actor=security, name=f"Scanner {number}", gate=gate)
        )
        found.append(devices_actions.enrol(code=code)[0])
    right = settings.CLOCK_OFFSET.total_seconds()
    Device.objects.filter(pk__in=[one.pk for one in found]).update(last_seen=TOLD, bundle_at=TOLD, clock_offset=right)
    Device.objects.filter(pk=found[3].pk).update(clock_offset=right + 200)
    return found


@dataclass
class _Morning:
    devices: list[Device]
    scans: list[Scan] = field(default_factory=list)
    numbers: dict[int, int] = field(default_factory=dict)

    def tell(self) -> None:
        self.by_letter = {one.gate.zone.letter if one.gate.zone else "": one for one in self.devices[1:]}
        self.signing: dict[int, int] = {}
        there = list(collected())
        coming = [badge for badge in there if not never_comes(badge)]
        came = [badge for badge in coming if chance("comes", badge.serial).random() < 0.85]
        stayed_away = [badge for badge in coming if badge not in came]
        for badge in came:
            self._one(badge)
        self.scans.sort(key=lambda scan: scan.happened_at)
        for scan in self.scans:
            scan.number = self.numbers[scan.device_id] = self.numbers.get(scan.device_id, 0) + 1
        Scan.objects.bulk_create(self.scans, batch_size=500)
        work_out({badge.delegate_id for badge in came}, {scan.zone_id or SITE for scan in self.scans})
        if came and stayed_away:
            self._offline(stayed_away[0])

    def _one(self, badge: Badge) -> None:
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
        """Scan at the gate of a zone, refused where the category does not lead, and return when."""
        device = self.devices[0] if spare else self.by_letter[letter]
        let_in = opens is None or letter in opens
        at = min(at, TOLD)
        self.scans.append(scan_of(device, badge, at, reason="" if let_in else "wrong-zone"))
        return at

    def _offline(self, lost: Badge) -> None:
        """Let a device that is out of touch admit one whose bearer is inside, and a badge reported lost."""
        last = max(
            (scan for scan in self.scans if scan.device_id == self.by_letter["G"].pk), key=lambda scan: scan.happened_at
        )
        with clock.standing(moment(f"{DAY}T09:52")):
            accreditation.report_lost(actor=actor_of("security"), badge=lost, words="Left in a taxi at Gate 2.")
        device = self.devices[0]
        first = self.numbers.get(device.pk, 0)
        copied = last.happened_at + timedelta(minutes=9)
        told = [
            SyncResult(first + 1, copied, last.serial, "in", "enter", "", 0),
            SyncResult(first + 2, moment(f"{DAY}T10:04"), lost.serial, "in", "enter", "", 0),
        ]
        with clock.standing(TOLD):
            sync_actions.sync(device=device, told=told, told_now=TOLD)
            Device.objects.filter(pk=device.pk).update(clock_offset=settings.CLOCK_OFFSET.total_seconds())


def scan_of(device: Device, badge: Badge, at: datetime, direction: str = "in", reason: str = "") -> Scan:
    """Return a scan as a device in touch leaves it: let through, unless there is a reason."""
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
    """Return whether the bearer never comes, though the delegation has fetched the badge; heads and their deputies come."""
    member = badge.delegate
    if member.capacity in ("head", "deputy_head"):
        return False
    return chance("never comes", member.scope, member.position).random() < ABSENT


def collected() -> Iterator[Badge]:
    rows = Badge.objects.filter(state="collected").select_related("delegate__category", "delegate__delegation__party")
    yield from rows.prefetch_related("delegate__category__zones").defer("shows").order_by("delegate__position", "pk")
