"""Gate alerts, stored once, until a person has looked into them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM, Actor
from conference.core.errors import NotPossible
from delegations.gates.models import Device, Finding, FindingKind, Scan


@dataclass(frozen=True)
class AlertFacts:
    """One thing to look into: `key` is the same for the same thing; `facts` are texts for the page."""

    kind: FindingKind
    key: str
    device: Device
    scan: Scan | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def keep(found: Iterable[AlertFacts]) -> list[Finding]:
    """Store what is not stored yet, within the open use case."""
    by_key = {one.key: one for one in found}
    there = set(Finding.objects.filter(key__in=by_key).values_list("key", flat=True))
    now = clock.now()
    new = [
        Finding(
            kind=one.kind,
            key=one.key,
            device=one.device,
            scan=one.scan,
            delegate_id=one.scan.delegate_id if one.scan else None,
            found_at=now,
            facts=dict(one.facts),
        )
        for key, one in by_key.items()
        if key not in there
    ]
    return list(lifecycle.create_many(new, actor=SYSTEM, verb="finding.opened"))


@lifecycle.use_case
def alarm(*, key: str, status: int, number: int) -> None:
    """Raise an alert that a device was turned away online. An unknown key raises none: anybody could have typed it.

    Args:
        key: The hash of the device's key.
        status: 401 or 409, from `checking.online.check`.
    """
    device = Device.objects.select_for_update(of=("self",)).filter(key_hash=key).first()
    if device is None:
        return
    if status == 409:
        keep(
            [
                AlertFacts(
                    FindingKind.TWO_CONTENTS, f"two-contents:{device.pk}:{number}", device, facts={"number": number}
                )
            ]
        )
    elif device.state == "revoked" and not device.findings.filter(kind="revoked-device", state="open").exists():
        keep([AlertFacts(FindingKind.REVOKED_DEVICE, f"revoked-device:{device.pk}:{number}", device)])


@lifecycle.use_case
def settle(*, actor: Actor, finding: Finding, words: str, expected_version: int | None = None) -> Finding:
    """Settle an alert. Raises NotPossible without words."""
    words = words.strip()[:2000]
    if not words:
        raise NotPossible(_("Describe the outcome. Nothing was changed."))
    return lifecycle.move(
        finding,
        "settled",
        actor=actor,
        verb="finding.settled",
        right="gates.settle",
        expected_version=expected_version,
        words=words,
    )
