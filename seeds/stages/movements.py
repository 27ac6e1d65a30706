"""The scans of the two days after the first morning, as online devices leave them, and the presence that follows from them."""

from datetime import datetime, timedelta
from random import Random

from django.db.models import Max

from delegations.accreditation.models import Badge
from delegations.gates.models import SITE, Device, Presence, Scan
from delegations.gates.presence.reckoning import recompute_presence
from seeds.chance import chance
from seeds.load.tables import moment
from seeds.stages.morning import collected, never_comes, scan_of

NOON, LUNCH = moment("2025-10-25T11:00"), moment("2025-10-25T13:20")
EVENING = moment("2025-10-25T17:00")
SUNDAY, SUNDAY_NOON, CLOSED = moment("2025-10-26T07:35"), moment("2025-10-26T13:00"), moment("2025-10-26T16:05")
SECOND_DAY = 0.88  # the share of the first day's members who come on the second, too
STAYING = ("L", "S")  # the host's liaison officers and security, of whom STAY are still inside in the end
STAY = 0.25


def load() -> None:
    gates = _Gates()
    inside = set(Presence.objects.filter(place=SITE, since__isnull=False).values_list("delegate_id", flat=True))
    for badge in collected():
        if never_comes(badge):
            continue
        gates.follow(badge, inside=badge.delegate_id in inside)
    gates.save()


class _Gates:
    def __init__(self) -> None:
        self.scans: list[Scan] = []
        devices = Device.objects.filter(state="enrolled").select_related("gate__zone").order_by("-pk")
        self.by_letter = {device.gate.zone.letter if device.gate.zone else "": device for device in devices}

    def follow(self, badge: Badge, *, inside: bool) -> None:
        rng = chance("days", badge.delegate.scope, badge.delegate.position)
        letters = {zone.letter for zone in badge.delegate.category.zones.all()}
        rooms = [letter for letter in ("M", "S", "V") if letter in letters and letter in self.by_letter]
        if not inside and rng.random() < 0.5:
            inside = True
            self._in(badge, _after(NOON, 60, rng))
        if inside:
            self._through(badge, "P", LUNCH, EVENING, rng)
            if rooms:
                self._through(badge, rooms[0], LUNCH + timedelta(minutes=50), EVENING, rng)
            self._out(badge, _after(EVENING, 75, rng))
        if inside and rng.random() > SECOND_DAY:
            return
        self._in(badge, _after(SUNDAY, 100, rng))
        self._through(badge, "P", SUNDAY + timedelta(minutes=110), SUNDAY_NOON, rng)
        if rooms:
            self._through(badge, rooms[-1], SUNDAY_NOON, CLOSED - timedelta(minutes=40), rng)
        if badge.delegate.category.letter in STAYING and rng.random() < STAY:
            return
        self._out(badge, _after(CLOSED, 80, rng))

    def _through(self, badge: Badge, letter: str, first: datetime, last: datetime, rng: Random) -> None:
        """Let four in ten go into a zone and out of it again."""
        if rng.random() > 0.4:
            return
        at = first + (last - first) * 0.4 * rng.random()
        device = self.by_letter[letter]
        self.scans.append(scan_of(device, badge, at))
        self.scans.append(scan_of(device, badge, at + (last - at) * (0.3 + 0.6 * rng.random()), "out"))

    def _in(self, badge: Badge, at: datetime) -> None:
        self.scans.append(scan_of(self.by_letter[""], badge, at))
        self.scans.append(scan_of(self.by_letter["G"], badge, at + timedelta(minutes=3)))

    def _out(self, badge: Badge, at: datetime) -> None:
        self.scans.append(scan_of(self.by_letter[""], badge, at, "out"))

    def save(self) -> None:
        numbers = dict(Scan.objects.values_list("device").annotate(last=Max("number")).order_by())
        self.scans.sort(key=lambda scan: scan.happened_at)
        for scan in self.scans:
            scan.number = numbers[scan.device_id] = (numbers.get(scan.device_id) or 0) + 1
        Scan.objects.bulk_create(self.scans, batch_size=500)
        recompute_presence(
            {scan.delegate_id for scan in self.scans if scan.delegate_id}, {scan.zone_id or SITE for scan in self.scans}
        )


def _after(first: datetime, minutes: int, rng: Random) -> datetime:
    return first + timedelta(minutes=minutes * rng.random())
