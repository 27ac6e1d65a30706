"""Scans that devices send later: in any order, repeatedly, days late, with a wrong clock."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from conference.core import clock, lifecycle
from delegations.accreditation.models import Badge
from delegations.gates.alerts.actions import AlertFacts, store_alerts
from delegations.gates.checking import verdicts
from delegations.gates.models import SITE, AlertKind, Device, Scan
from delegations.gates.presence.reckoning import recompute_presence
from delegations.gates.sync.entrance import admit_guests
from delegations.gates.sync.schemas import ScanIn

# A device that refused somebody for one of these must have known better.
TURNED_AWAY = (*verdicts.ENDED, "wrong-zone", "wrong-day")
# What the records say of scans at their moment. Without floaters: which were out at that hour is not known, and a device lets nobody in
# by them without a look.
BY_BADGE = """
SELECT s.id, e.at, gate_by_badge(
    CASE WHEN b.state <> 'queued' AND e.at <= s.happened_at THEN b.state ELSE 'printed' END,
    s.zone_id IS NULL OR EXISTS (SELECT FROM conference_category_zones WHERE category_id = c.id AND zone_id = s.zone_id),
    c.days, s.direction, to_char(s.happened_at AT TIME ZONE k.zone_name, 'YYYY-MM-DD'))
FROM gates_scan s JOIN accreditation_badge b ON b.id = s.badge_id JOIN audit_entry e ON e.ref = b.record_id
    JOIN registration_delegate m ON m.id = s.delegate_id JOIN conference_category c ON c.id = m.category_id
    JOIN conference_conference k ON k.id = 1
WHERE s.id = ANY(%s)
"""


@lifecycle.use_case
def sync_scans(*, device: Device, scans: Sequence[ScanIn], device_now: datetime) -> dict[str, Any]:
    """Store new scans and recompute the presence of their bearers.

    Args:
        device_now: The device's clock at sending.

    Returns:
        The numbers that were `kept`, those that were `known`, and those that `differ` from what is stored under them, which stays.
    """
    now = clock.now()
    # Locked: the same device twice at once would find the same numbers new. Its key stays unlocked, since checks of this device go on
    # meanwhile.
    devices = Device.objects.select_for_update(of=("self",), no_key=True).select_related("gate__zone")
    device = devices.get(pk=device.pk)
    batch = _Batch(device, now, now - device_now)
    batch.store(scans)
    Device.objects.filter(pk=device.pk).update(last_seen=now, clock_offset=(now - device_now).total_seconds())
    answer: dict[str, Any] = {"kept": batch.kept, "known": batch.known, "differ": batch.differ}
    if batch.answers:
        answer["said"] = batch.answers
    return {**answer, "revoked": True} if device.state == "revoked" else answer


class _Batch:
    def __init__(self, device: Device, now: datetime, offset: timedelta) -> None:
        self.device, self.now, self.offset = device, now, offset
        self.kept: list[int] = []
        self.known: list[int] = []
        self.differ: list[int] = []
        self.alerts: list[AlertFacts] = []
        self.answers: dict[int, dict[str, Any]] = {}

    def store(self, reports: Sequence[ScanIn]) -> None:
        stored = {scan.number: scan for scan in self.device.scans.filter(number__in=[scan.number for scan in reports])}
        badges = Badge.objects.filter(serial__in={report.serial for report in reports if report.serial})
        badges = badges.select_related("delegate")
        badges = badges.defer("delegate__date_of_birth", "delegate__document_number", "shows")
        self.badges = {badge.serial: badge for badge in badges}
        new: list[tuple[Scan, bool]] = []
        for report in reports:
            scan = stored.get(report.number)
            if scan is None:
                stored[report.number] = scan = self._build_scan(report)
                new.append((scan, report.ask))
                self.kept.append(report.number)
            elif (scan.serial, scan.direction, scan.device_at) == (report.serial or "", report.direction, report.at):
                self.known.append(report.number)
                # Our refusal did not reach the gate, which then let the person in.
                if scan.online and report.verdict == verdicts.ENTER != scan.verdict:
                    facts: dict[str, Any] = {
                        "gate": [report.verdict, report.reason],
                        "record": [scan.verdict, scan.reason],
                    }
                    self._alert(AlertKind.DIFFERS, scan.pk, scan, facts)
            else:
                self.differ.append(report.number)
                facts = {"number": report.number, "serial": report.serial or "", "at": report.at.isoformat()}
                self._alert(AlertKind.TWO_CONTENTS, f"{self.device.pk}:{report.number}", scan, facts)
        # In the order of badges, so that two batches lock the rows they refer to in one order.
        new.sort(key=lambda pair: (pair[0].badge_id or 0, pair[0].number))
        scans = [scan for scan, _asks in new]
        if self.device.occasion and self.device.state != "revoked":
            answered = admit_guests(self.device, sorted(new, key=lambda pair: pair[0].happened_at))
            self.answers = answered.answers
            Scan.objects.bulk_create(scans, batch_size=500)
            self.alerts += answered.build_alerts()
        else:
            Scan.objects.bulk_create(scans, batch_size=500)
            if self.device.state == "revoked":
                self._alert_to_revoked_device(scans)
            else:
                self._compare_with_records(scans)
                self._count(scans)
        store_alerts(self.alerts)

    def _alert(self, kind: AlertKind, subject: object, scan: Scan, facts: dict[str, Any]) -> None:
        self.alerts.append(AlertFacts(kind, f"{kind}:{subject}", self.device, scan, facts))

    def _build_scan(self, report: ScanIn) -> Scan:
        badge = self.badges.get(report.serial or "")
        apart = self.device.state == "revoked"
        earliest = self.device.enrolled_at or self.now
        return Scan(
            device=self.device,
            number=report.number,
            zone=self.device.gate.zone,
            direction=report.direction,
            device_at=report.at,
            # Neither before the device was ours nor after now, whatever its clock said.
            happened_at=max(earliest, min(report.at + self.offset, self.now)),
            received_at=self.now,
            online=False,
            serial=report.serial or "",
            badge=badge,
            delegate=badge.delegate if badge else None,
            verdict=report.verdict,
            reason=report.reason,
            bundle=report.bundle or 0,
            counts=badge is not None
            and not apart
            and not self.device.occasion
            and verdicts.is_counted(report.direction, report.verdict, report.reason),
            apart=apart,
        )

    def _alert_to_revoked_device(self, scans: Sequence[Scan]) -> None:
        if scans and not self.device.findings.filter(kind=AlertKind.REVOKED_DEVICE, state="open").exists():
            first = min(scans, key=lambda scan: scan.number)
            self._alert(AlertKind.REVOKED_DEVICE, f"{self.device.pk}:{first.number}", first, {"scans": len(scans)})

    def _compare_with_records(self, scans: Sequence[Scan]) -> None:
        """Raise alerts for verdicts of the device that the audit log contradicts. One query."""
        with connection.cursor() as cursor:
            cursor.execute(BY_BADGE, [[scan.pk for scan in scans]])
            by_badge = {scan: (changed_at, verdict, reason) for scan, changed_at, (verdict, reason) in cursor}
        for scan in scans:
            changed_at, verdict, reason = by_badge.get(scan.pk, (None, verdicts.CHECK, "unknown-serial"))
            entered = scan.verdict == verdicts.ENTER
            sent_away = scan.verdict == verdicts.REFUSED and scan.reason in TURNED_AWAY
            if entered and scan.direction == verdicts.IN and reason in verdicts.ENDED:
                facts: dict[str, Any] = {"state": reason, "ended_at": changed_at.isoformat()}
                self._alert(AlertKind.ENDED_BADGE, scan.pk, scan, facts)
                continue
            if scan.badge is None:
                differs = entered and scan.direction == verdicts.IN
            else:
                differs = (entered and verdict != verdicts.ENTER) or (
                    sent_away and (verdict, reason) == (verdicts.ENTER, "")
                )
                differs = differs and scan.reason not in verdicts.BY_GUARD
            if differs:
                facts = {"gate": [scan.verdict, scan.reason], "record": [verdict, reason]}
                self._alert(AlertKind.DIFFERS, scan.pk, scan, facts)

    def _count(self, scans: Sequence[Scan]) -> None:
        """Recompute the presence of the bearers; raise alerts for badges used at two places."""
        counted = [scan for scan in scans if scan.counts]
        if not counted:
            return
        places = {scan.zone_id or SITE for scan in counted}
        new = {scan.pk for scan in scans}
        for earlier, later in recompute_presence({scan.delegate_id for scan in counted if scan.delegate_id}, places):
            if earlier.pk in new or later.pk in new:
                self._alert(AlertKind.COPIED, later.pk, later, {"before": earlier.pk})
