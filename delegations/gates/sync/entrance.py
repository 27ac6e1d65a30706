"""Scans at the entrance of an occasion: each is handed to whose guest list it is, once, in the transaction that stores it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from conference.core.access import bearer
from delegations.gates.alerts.actions import AlertFacts
from delegations.gates.checking import verdicts
from delegations.gates.devices import occasions
from delegations.gates.devices.occasions import DoorScan, DoorVerdict
from delegations.gates.models import Device, FindingKind, Scan

# By these the device asked the guard to look; without the guard's word nobody is noted.
LOOKED_AT = ("typed", "bundle-old", "not-collected")


@dataclass
class Entered:
    """What came of scans that are new: `said`, by their numbers, what a device that asked is answered."""

    device: Device
    said: dict[int, dict[str, Any]] = field(default_factory=dict)
    otherwise: list[tuple[Scan, list[str], DoorVerdict]] = field(default_factory=list)

    def differing(self) -> Iterator[AlertFacts]:
        """Yield an alert for each whom the device let in and the guest list does not. Call it when the scans are stored."""
        for scan, theirs, ours in self.otherwise:
            facts = {"gate": theirs, "record": [ours.verdict, ours.reason]}
            yield AlertFacts(FindingKind.DIFFERS, f"differs:{scan.pk}", self.device, scan, facts)


def at_the_entrance(device: Device, scans: Iterable[tuple[Scan, bool]]) -> Entered:
    """Hand over scans, oldest first, each with whether its device waits for our word, which then becomes the scan's own.

    What a device decided by itself stays as it decided: who was let in is noted as arrived where the guest list has room.
    """
    entered = Entered(device)
    actor = bearer(device.name)
    for scan, asks in scans:
        let_in = scan.verdict == verdicts.ENTER and scan.reason not in ("undone", "repeated")
        undo = scan.reason == "undone"
        # Of a code that is no good, or of nobody known, there is nothing to ask.
        if not (asks or let_in or undo) or not scan.serial or scan.reason in _FAULTS:
            continue
        look = asks and scan.reason in LOOKED_AT
        shown = DoorScan(scan.serial, scan.badge, scan.happened_at, undo=undo, look=look)
        ours = occasions.scanned(device.occasion, shown, actor)
        if ours is None:
            continue
        if asks:
            scan.verdict, scan.reason, scan.online = ours.verdict, ours.reason, True
            since = ours.since.isoformat() if ours.since else None
            told = {"verdict": ours.verdict, "reason": ours.reason, "since": since}
            entered.said[scan.number] = {**told, "name": ours.name, "party": ours.party}
        elif let_in and ours.verdict != verdicts.ENTER and scan.reason != "by-hand":
            entered.otherwise.append((scan, [scan.verdict, scan.reason], ours))
    return entered


_FAULTS = frozenset(
    {"malformed", "wrong-algorithm", "unknown-key", "bad-signature", "wrong-conference", "expired", "unknown-number"}
)
