"""Gate alerts: each is stored once and stays open until a person settles it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM, Actor
from conference.core.errors import NotPossible
from delegations.gates.models import AlertKind, Device, Finding, Scan


@dataclass(frozen=True)
class AlertFacts:
    """An alert to store, once a `key`; `facts` are texts for the page."""

    kind: AlertKind
    key: str
    device: Device
    scan: Scan | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)


def store_alerts(alerts: Iterable[AlertFacts]) -> list[Finding]:
    """Store what is not stored yet, within the open use case."""
    by_key = {alert.key: alert for alert in alerts}
    stored = set(Finding.objects.filter(key__in=by_key).values_list("key", flat=True))
    now = clock.now()
    new = [
        Finding(
            kind=alert.kind,
            key=key,
            device=alert.device,
            scan=alert.scan,
            delegate_id=alert.scan.delegate_id if alert.scan else None,
            found_at=now,
            facts=dict(alert.facts),
        )
        for key, alert in by_key.items()
        if key not in stored
    ]
    return list(lifecycle.create_many(new, actor=SYSTEM, verb="finding.opened"))


@lifecycle.use_case
def alert_to_refused_device(*, key: str, status: int, number: int) -> None:
    """Raise an alert that a device was turned away online. An unknown key raises none: anybody could have typed it.

    Args:
        key: The hash of the device's key.
        status: 401 or 409, from `checking.online.check`.
    """
    device = Device.objects.select_for_update(of=("self",)).filter(key_hash=key).first()
    if device is None:
        return
    subject = f"{device.pk}:{number}"
    if status == 409:
        kind = AlertKind.TWO_CONTENTS
        store_alerts([AlertFacts(kind, f"{kind}:{subject}", device, facts={"number": number})])
    elif device.state == "revoked" and not device.findings.filter(kind="revoked-device", state="open").exists():
        kind = AlertKind.REVOKED_DEVICE
        store_alerts([AlertFacts(kind, f"{kind}:{subject}", device)])


@lifecycle.use_case
def settle_alert(*, actor: Actor, alert: Finding, outcome: str, expected_version: int | None = None) -> Finding:
    """Settle an alert. Raises NotPossible without an outcome."""
    outcome = outcome.strip()[:2000]
    if not outcome:
        raise NotPossible(_("Describe the outcome. Nothing was changed."))
    return lifecycle.move(
        alert,
        "settled",
        actor=actor,
        verb="finding.settled",
        right="gates.settle",
        expected_version=expected_version,
        words=outcome,
    )
