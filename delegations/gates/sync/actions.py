"""Scans that come in after they happened: in any order, many times, days late, by a wrong clock."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import F

from conference.core import clock, lifecycle, parsing
from conference.models import Category, Conference
from delegations.accreditation.models import Badge
from delegations.gates.alerts.actions import AlertFacts, keep
from delegations.gates.checking import verdicts
from delegations.gates.checking.online import place_of
from delegations.gates.models import SITE, Device, FindingKind, Scan
from delegations.gates.presence.reckoning import work_out
from delegations.gates.sync.entrance import at_the_entrance

SERIAL = re.compile(r"^[0-9a-f]{16,64}$")
REASON = re.compile(r"^[a-z-]{0,20}$")
VERDICTS = (verdicts.ENTER, verdicts.REFUSED, verdicts.CHECK)
# A device that refused somebody for one of these must have known better.
TURNED_AWAY = (*verdicts.ENDED, "wrong-zone", "wrong-day")


@dataclass(frozen=True)
class SyncResult:
    """A scan as a device reports it: at, by the device's clock; bundle, the version that it decided by.

    ask: the device stands at the entrance of an occasion with the person before it, and waits for our word.
    """

    number: int
    at: datetime
    serial: str
    direction: str
    verdict: str
    reason: str
    bundle: int
    ask: bool = False

    @classmethod
    def read(cls, row: Any) -> SyncResult:
        """Parse JSON. Raises ValueError, KeyError or TypeError for what no device of ours sends."""
        at = parsing.moment(row["at"]) if isinstance(row["at"], str) else None
        serial, reason = row.get("serial") or "", row["reason"]
        number, bundle = parsing.whole(row["number"]), parsing.whole(row.get("bundle") or 0)
        if at is None or number is None or bundle is None:
            raise ValueError("number, bundle or moment")
        if row["direction"] not in (verdicts.IN, verdicts.OUT) or row["verdict"] not in VERDICTS:
            raise ValueError("direction or verdict")
        if (serial and not SERIAL.fullmatch(serial)) or not REASON.fullmatch(reason):
            raise ValueError("serial or reason")
        return cls(number, at, serial, row["direction"], row["verdict"], reason, bundle, row.get("ask") is True)


@lifecycle.use_case
def sync(*, device: Device, told: Sequence[SyncResult], told_now: datetime) -> dict[str, Any]:
    """Store what is new, and recompute where those people are.

    Args:
        told_now: The device's clock at sending.

    Returns:
        The numbers that were `kept`, those that were `known`, and those that `differ` from what is stored under them, which stays.
    """
    now = clock.now()
    # Locked: the same device twice at once would find the same numbers new. Its key stays unlocked, since checks of this device go on
    # meanwhile.
    rows = Device.objects.select_for_update(of=("self",), no_key=True).select_related("gate__zone")
    device = rows.get(pk=device.pk)
    batch = _Batch(device, now, now - told_now)
    batch.take(told)
    Device.objects.filter(pk=device.pk).update(last_seen=now, clock_offset=(now - told_now).total_seconds())
    answer: dict[str, Any] = {"kept": batch.kept, "known": batch.known, "differ": batch.differ}
    if batch.said:
        answer["said"] = batch.said
    return {**answer, "revoked": True} if device.state == "revoked" else answer


class _Batch:
    def __init__(self, device: Device, now: datetime, offset: timedelta) -> None:
        self.device, self.now, self.offset = device, now, offset
        self.kept: list[int] = []
        self.known: list[int] = []
        self.differ: list[int] = []
        self.found: list[AlertFacts] = []
        self.said: dict[int, dict[str, Any]] = {}

    def take(self, told: Sequence[SyncResult]) -> None:
        there = {scan.number: scan for scan in self.device.scans.filter(number__in=[one.number for one in told])}
        self.badges = _badges({one.serial for one in told if one.serial})
        new = []
        for one in told:
            kept = there.get(one.number)
            if kept is None:
                there[one.number] = scan = self._scan(one)
                new.append(scan)
                self.kept.append(one.number)
            elif (kept.serial, kept.direction, kept.device_at) == (one.serial, one.direction, one.at):
                self.known.append(one.number)
                self._decided_otherwise(kept, one)
            else:
                self.differ.append(one.number)
                key = f"two-contents:{self.device.pk}:{one.number}"
                facts = {"number": one.number, "serial": one.serial, "at": one.at.isoformat()}
                self.found.append(AlertFacts(FindingKind.TWO_CONTENTS, key, self.device, kept, facts))
        # In the order of badges, so that two batches lock the rows they refer to in one order.
        new.sort(key=lambda scan: (scan.badge_id or 0, scan.number))
        if self.device.occasion and self.device.state != "revoked":
            by_number = {one.number: one for one in told}
            asked = [(scan, by_number[scan.number].ask) for scan in sorted(new, key=lambda scan: scan.happened_at)]
            entered = at_the_entrance(self.device, asked)
            self.said = entered.said
            Scan.objects.bulk_create(new, batch_size=500)
            self.found += entered.differing()
        else:
            Scan.objects.bulk_create(new, batch_size=500)
            self._look_into(new)
        keep(self.found)

    def _scan(self, one: SyncResult) -> Scan:
        badge = self.badges.get(one.serial)
        apart = self.device.state == "revoked"
        earliest = self.device.enrolled_at or self.now
        return Scan(
            device=self.device,
            number=one.number,
            zone=self.device.gate.zone,
            direction=one.direction,
            device_at=one.at,
            # Neither before the device was ours nor after now, whatever its clock said.
            happened_at=max(earliest, min(one.at + self.offset, self.now)),
            received_at=self.now,
            online=False,
            serial=one.serial,
            badge=badge,
            delegate=badge.delegate if badge else None,
            verdict=one.verdict,
            reason=one.reason,
            bundle=one.bundle,
            counts=badge is not None
            and not apart
            and not self.device.occasion
            and verdicts.counts(one.direction, one.verdict, one.reason),
            apart=apart,
        )

    def _decided_otherwise(self, kept: Scan, one: SyncResult) -> None:
        """Raise an alert when our refusal did not reach the gate, which then let the person in."""
        if kept.online and one.verdict == verdicts.ENTER != kept.verdict:
            facts = {"gate": [one.verdict, one.reason], "record": [kept.verdict, kept.reason]}
            self.found.append(AlertFacts(FindingKind.DIFFERS, f"differs:{kept.pk}", self.device, kept, facts))

    def _look_into(self, new: Iterable[Scan]) -> None:
        new = list(new)
        if self.device.state == "revoked":
            if new and not self.device.findings.filter(kind=FindingKind.REVOKED_DEVICE, state="open").exists():
                first = min(new, key=lambda scan: scan.number)
                key = f"revoked-device:{self.device.pk}:{first.number}"
                facts = {"scans": len(new)}
                self.found.append(AlertFacts(FindingKind.REVOKED_DEVICE, key, self.device, first, facts))
            return
        record = _Record(self.device)
        self.found += [found for scan in new if (found := record.against(scan))]
        counted = [scan for scan in new if scan.counts]
        if not counted:
            return
        places = {scan.zone_id or SITE for scan in counted}
        ours = {scan.pk for scan in new}
        for one, next_ in work_out({scan.delegate_id for scan in counted if scan.delegate_id}, places):
            if one.pk in ours or next_.pk in ours:
                facts = {"before": one.pk}
                self.found.append(AlertFacts(FindingKind.COPIED, f"copied:{next_.pk}", self.device, next_, facts))


def _badges(serials: set[str]) -> dict[str, Badge]:
    """Return badges by serial, with the moment of each one's last change as `changed_at`."""
    rows = Badge.objects.filter(serial__in=serials).annotate(changed_at=F("record__at")).select_related("delegate")
    rows = rows.defer("delegate__date_of_birth", "delegate__document_number", "shows")
    return {badge.serial: badge for badge in rows}


class _Record:
    """What the audit log says about scans that a device decided by itself. Three queries, whatever the number of scans."""

    def __init__(self, device: Device) -> None:
        self.device, self.place = device, place_of(device)
        self.zone = Conference.objects.get().zone
        self.categories = {
            category.pk: (frozenset(zone.pk for zone in category.zones.all()), category.days)
            for category in Category.objects.prefetch_related("zones")
        }

    def against(self, scan: Scan) -> AlertFacts | None:
        badge = scan.badge
        if badge is None:
            foreign = scan.verdict == verdicts.ENTER and scan.direction == verdicts.IN
            return self._differs(scan, (verdicts.CHECK, "unknown-serial")) if foreign else None
        ended = badge.state in verdicts.ENDED and badge.changed_at <= scan.happened_at  # type: ignore[attr-defined]
        if scan.direction == verdicts.IN and scan.verdict == verdicts.ENTER and ended:
            facts = {"state": badge.state, "ended_at": badge.changed_at.isoformat()}  # type: ignore[attr-defined]
            return AlertFacts(FindingKind.ENDED_BADGE, f"ended-badge:{scan.pk}", self.device, scan, facts)
        assert scan.delegate is not None
        # Without floaters: which were out at that hour is not known, and a device lets nobody in by them without a look.
        bearer = verdicts.Bearer(badge.state if ended else "printed", *self.categories[scan.delegate.category_id])
        day = scan.happened_at.astimezone(self.zone).date().isoformat()
        ours = verdicts.by_badge(bearer, self.place, scan.direction, day)
        let_in = scan.verdict == verdicts.ENTER and ours and ours[0] != verdicts.ENTER
        sent_away = scan.verdict == verdicts.REFUSED and scan.reason in TURNED_AWAY and ours is None
        fits = scan.reason in verdicts.BY_GUARD or not (let_in or sent_away)
        return None if fits else self._differs(scan, ours or (verdicts.ENTER, ""))

    def _differs(self, scan: Scan, ours: tuple[str, str]) -> AlertFacts:
        facts = {"gate": [scan.verdict, scan.reason], "record": list(ours)}
        return AlertFacts(FindingKind.DIFFERS, f"differs:{scan.pk}", self.device, scan, facts)
