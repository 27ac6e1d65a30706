"""Scans at the entrance of an occasion: each is passed to its guest list once, in the transaction that stores it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from conference.core.access import bearer
from delegations.gates.alerts.actions import AlertFacts
from delegations.gates.checking import verdicts
from delegations.gates.devices import occasions
from delegations.gates.devices.occasions import DoorScan, DoorVerdict
from delegations.gates.models import AlertKind, Device, Scan

# By these the device asked the guard to look; without the guard's word nobody is noted.
LOOKED_AT = ("typed", "bundle-old", "not-collected")
# Of a code that is no good, or of nobody known, there is nothing to ask.
FAULTS = frozenset(
    {"malformed", "wrong-algorithm", "unknown-key", "bad-signature", "wrong-conference", "expired", "unknown-number"}
)


@dataclass
class GuestListAnswer:
    """The guest list's decisions on new scans. `answers`, by number, go to a device that waits for them."""

    device: Device
    answers: dict[int, dict[str, Any]] = field(default_factory=dict)
    contradicted: list[tuple[Scan, DoorVerdict]] = field(default_factory=list)

    def build_alerts(self) -> Iterator[AlertFacts]:
        """Yield an alert for each guest whom the device admitted against the guest list. Call it once the scans are stored."""
        for scan, verdict in self.contradicted:
            facts = {"gate": [scan.verdict, scan.reason], "record": [verdict.verdict, verdict.reason]}
            yield AlertFacts(AlertKind.DIFFERS, f"differs:{scan.pk}", self.device, scan, facts)


def admit_guests(device: Device, scans: Iterable[tuple[Scan, bool]]) -> GuestListAnswer:
    """Let the guest list decide on scans, oldest first. If the device waits for the decision, it becomes the scan's own.

    What a device decided by itself stays as it decided: who was let in is noted as arrived where the guest list has room.
    """
    answered = GuestListAnswer(device)
    actor = bearer(device.name)
    for scan, asks in scans:
        let_in = scan.verdict == verdicts.ENTER and scan.reason not in ("undone", "repeated")
        undo = scan.reason == "undone"
        if not (asks or let_in or undo) or not scan.serial or scan.reason in FAULTS:
            continue
        look = asks and scan.reason in LOOKED_AT
        door_scan = DoorScan(scan.serial, scan.badge, scan.happened_at, undo=undo, look=look)
        verdict = occasions.hand_over(device.occasion, door_scan, actor)
        if verdict is None:
            continue
        if asks:
            scan.verdict, scan.reason, scan.online = verdict.verdict, verdict.reason, True
            answered.answers[scan.number] = {
                "verdict": verdict.verdict,
                "reason": verdict.reason,
                "since": verdict.since.isoformat() if verdict.since else None,
                "name": verdict.name,
                "party": verdict.party,
            }
        elif let_in and verdict.verdict != verdicts.ENTER and scan.reason != "by-hand":
            answered.contradicted.append((scan, verdict))
    return answered
