"""What the desk's pages show of devices and findings: how fresh a list is, whether a clock is right, and each finding in a sentence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference import clock
from conference.look.times import when_text
from conference.printing import qr
from delegations.accreditation.models import BadgeState
from delegations.accreditation.shown import age
from delegations.gates.models import Device, Finding, Scan, Verdict
from delegations.gates.queries import IN_TOUCH
from delegations.gates.verdicts import WORDS

LIST_OLD = timedelta(minutes=15)
CLOCK_OFF = 60.0  # s
# Whoever tries the demo would else look for the fault in six silent devices.
INVENTED = gettext_lazy(
    "Nobody carries the invented devices of this demonstration: enrol one of your own, and it stays in touch."
)


@dataclass(frozen=True)
class Pill:
    """A state in words of its own."""

    tone: str
    mark: str
    word: str


@dataclass(frozen=True)
class Shown:
    """A device as the desk sees it: whether it is in touch, how old its list is (empty: fresh), how wrong its clock is (empty: right)."""

    device: Device
    touch: Pill | None
    list_age: str
    clock: str
    waiting: bool


def shown(device: Device) -> Shown:
    """What to show of a device."""
    now = clock.now()
    waiting = device.state == "invited" and device.code_expires is not None and device.code_expires > now
    if device.state != "enrolled":
        return Shown(device, None, "", "", waiting)
    seen = device.last_seen
    if seen and now - seen < IN_TOUCH:
        touch = Pill("ok", "✓", _("in touch"))
    else:
        touch = Pill("wait", "!", _("out of touch for %(age)s") % {"age": age(seen or device.enrolled_at, now)})
    old = device.bundle_at is None or now - device.bundle_at > LIST_OLD
    list_age = (age(device.bundle_at, now) if device.bundle_at else _("none")) if old else ""
    return Shown(device, touch, list_age, _clock(device.clock_offset), waiting)


def _clock(offset: float | None) -> str:
    """How wrong a device's clock is. In the demo the house's own is months behind every other clock, which is no fault of the device."""
    if offset is None:
        return ""
    offset -= settings.CLOCK_OFFSET.total_seconds()
    if abs(offset) <= CLOCK_OFF:
        return ""
    now = clock.now()
    amount = age(now - timedelta(seconds=abs(offset)), now)
    return (_("%(time)s slow") if offset > 0 else _("%(time)s fast")) % {"time": amount}


def reason(scan: Scan) -> str:
    """Why a gate decided so, in words."""
    return str(WORDS.get(scan.reason, scan.reason))


def said(verdict: list[str]) -> str:
    """`Refused: wrong zone`, of a verdict and its reason."""
    word, why = Verdict(verdict[0]).label, str(WORDS.get(verdict[1], verdict[1]))
    return f"{word}: {why}" if verdict[1] else str(word)


def sentence(finding: Finding, others: dict[int, Scan], zone: ZoneInfo) -> str:
    """What happened, in a sentence. Arguments: others, scans by key that findings name as the earlier one; zone, of its times."""

    def at(moment: datetime) -> str:
        return when_text(moment.astimezone(zone), year=False)

    scan, facts = finding.scan, finding.facts
    gate = str(finding.device.gate)
    if finding.kind == "ended-badge" and scan:
        words = _("Let in at %(gate)s, %(at)s; the badge was %(state)s since %(since)s.")
        state = BadgeState(facts["state"]).label.lower()
        since = at(datetime.fromisoformat(facts["ended_at"]))
        return words % {"gate": gate, "at": at(scan.happened_at), "state": state, "since": since}
    if finding.kind == "copied" and scan:
        before = others.get(facts["before"])
        words = _("In at %(one)s, %(at)s, and in at %(two)s, %(then)s, without a way out between.")
        one = (str(before.device.gate), at(before.happened_at)) if before else ("?", "?")
        return words % {"one": one[0], "at": one[1], "two": gate, "then": at(scan.happened_at)}
    if finding.kind == "differs" and scan:
        words = _("%(gate)s, %(at)s: the device said “%(theirs)s”; by the record it was “%(ours)s”.")
        both = {"theirs": said(facts["gate"]), "ours": said(facts["record"])}
        return words % {"gate": gate, "at": at(scan.happened_at), **both}
    if finding.kind == "revoked-device":
        words = _("%(device)s at %(gate)s still scans. Its scans are kept apart and count for nothing; find it.")
        return words % {"device": finding.device, "gate": gate}
    words = _("%(device)s sent number %(number)s twice with different contents. The first one is kept.")
    return words % {"device": finding.device, "number": facts.get("number", "?")}


def modules(text: str) -> list[str]:
    """The rows of a QR code, as the tag `qr` takes them."""
    symbol = qr.encode(text)
    width = (symbol.size + 7) // 8
    lines = (symbol.rows[start : start + width] for start in range(0, len(symbol.rows), width))
    # Of the symbol's samples 0 is black.
    flip = str.maketrans("01", "10")
    return [f"{int.from_bytes(line):0{8 * width}b}"[: symbol.size].translate(flip) for line in lines]
