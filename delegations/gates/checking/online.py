"""The check of one badge at a gate that is online: the signature here, everything else in one statement."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from conference.models import Conference
from delegations.accreditation.badges import tokens
from delegations.accreditation.badges.contents import ISSUER, ring
from delegations.accreditation.badges.numbers import parse_number
from delegations.accreditation.models import Badge, Pass
from delegations.gates.checking import verdicts
from delegations.gates.models import SITE, Device, Gate, Policy, Presence, Scan, Tally

SQL = "SELECT status, body FROM gate_check(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
CODE_FOR = 10.0  # s that the conference's code is cached

_code: tuple[float, str] = (0.0, "")


@dataclass(frozen=True)
class ScannedText:
    """What was held up or typed: the serial of a code, or the fault of one (a reason of tokens.py), or a number that was typed."""

    serial: str = ""
    fault: str = ""
    typed: str = ""


def read(text: str, at: datetime) -> ScannedText:
    number = parse_number(text)
    if number:
        return ScannedText(typed=number)
    try:
        claims = tokens.verify(text, ring(settings.BADGE_KEYS).public, audience=_audience(), at=at, issuer=ISSUER)
    except tokens.TokenError as problem:
        return ScannedText(fault=problem.reason)
    return ScannedText(claims.serial.hex())


def _audience() -> str:
    """Return the conference's code, read once in CODE_FOR: it is printed on every badge."""
    global _code
    until, code = _code
    if time.monotonic() > until or not code:
        code = Conference.objects.values_list("code", flat=True).first() or ""
        _code = (time.monotonic() + CODE_FOR, code)
    return code


def check(
    *, key: str, number: int, text: str, direction: str, device_at: datetime, now: datetime, language: str = "en"
) -> tuple[int, dict[str, Any] | str]:
    """Decide, store the scan, and say who it is.

    Args:
        key: The hash of the device's key.
        device_at: By the device's clock.
        now: By the server's clock.
        language: Of the names of gates and categories.

    Returns:
        An HTTP status and the body, as JSON text or as data for it.
    """
    shown = read(text, now)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            asked: list[Any] = [
                key,
                number,
                shown.serial,
                shown.fault,
                direction,
                device_at,
                now,
                language,
                shown.typed,
            ]
            cursor.execute(SQL, asked)
            row: tuple[int, str] = cursor.fetchone()
        return row
    with transaction.atomic():
        return _Check(key, number, shown, direction, device_at, now, language).answer()


class _Check:
    """Does what `gate_check.sql` does, for SQLite, where a transaction that writes has the database to itself."""

    def __init__(
        self,
        key: str,
        number: int,
        shown: ScannedText,
        direction: str,
        device_at: datetime,
        now: datetime,
        language: str,
    ) -> None:
        self.key, self.number, self.shown = key, number, shown
        self.direction, self.device_at, self.now, self.language = direction, device_at, now, language

    def answer(self) -> tuple[int, dict[str, Any]]:
        device = Device.objects.select_related("gate__zone").filter(key_hash=self.key).first()
        if device is None:
            return 401, {"error": "unknown-device"}
        if device.state != "enrolled":
            return 401, {"error": "device-revoked"}
        if device.gate.direction not in ("both", self.direction):
            return 400, {"error": "direction"}
        self.device, self.zone = device, device.gate.zone
        self.place = self.zone.pk if self.zone else SITE
        self.badge = None if self.shown.fault else _badge(self.shown)
        if self.shown.typed and self.badge is None:
            self.shown = replace(self.shown, fault="unknown-number")
        self.serial = self.badge.serial if self.badge else self.shown.serial
        verdict, reason, since, where = self._decided()
        scan, new = self._kept(verdict, reason)
        if (scan.serial, scan.direction, scan.device_at) != (self.serial, self.direction, self.device_at):
            return 409, {"error": "number"}
        if new and scan.counts:
            self._go_through(scan)
        elif not new and scan.reason != "already-inside":
            since = where = None
        Device.objects.filter(pk=device.pk).update(last_seen=self.now)
        return 200, {
            "verdict": scan.verdict,
            "reason": scan.reason,
            "bearer": _who(self.badge, self.serial, self.language),
            "zone": self.zone.letter if self.zone else None,
            "inside": sum(Tally.objects.filter(place=self.place).values_list("inside", flat=True)),
            "since": since and since.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
            "where": where,
            "server_now": self.now.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        }

    def _decided(self) -> tuple[str, str, datetime | None, str | None]:
        here = None
        history = verdicts.History()
        bearer = None
        if self.badge is not None:
            rows = Presence.objects.select_related("scan__device__gate")
            here = rows.filter(delegate=self.badge.delegate_id, place=self.place, since__isnull=False).first()
            history = self._history(self.badge, here)
            category = self.badge.delegate.category
            zones = frozenset(category.zones.values_list("pk", flat=True))
            bearer = verdicts.Bearer(self.badge.state, zones, category.days, _floaters(self.badge))
        verdict, reason = verdicts.decide(
            fault=self.shown.fault,
            bearer=bearer,
            place=place_of(self.device),
            direction=self.direction,
            today=today(self.now),
            history=history,
            typed=bool(self.shown.typed),
        )
        if reason == "already-inside" and here is not None:
            return verdict, reason, here.since, here.scan.device.gate.name.into(self.language)
        return verdict, reason, None, None

    def _history(self, badge: Badge, here: Presence | None) -> verdicts.History:
        tally = dict(Tally.objects.filter(place=self.place).values_list("delegation", "inside"))
        before = Scan.objects.filter(delegate=badge.delegate_id, happened_at__gt=self.now - verdicts.TWICE)
        before = before.filter(device=self.device, badge=badge).exclude(number=self.number)
        last = before.order_by("-happened_at", "-number").first()
        again = (
            last is not None and (last.direction, last.verdict) == (self.direction, "enter") and last.reason != "undone"
        )
        since = here.since if here else None
        minutes = (Policy.objects.first() or Policy()).second_entry
        return verdicts.History(
            again=again and not self.shown.typed,
            inside=since is not None,
            lately=since is not None and since > self.now - timedelta(minutes=minutes),
            of_delegation=tally.get(badge.delegate.delegation_id, 0),
            in_all=sum(tally.values()),
        )

    def _kept(self, verdict: str, reason: str) -> tuple[Scan, bool]:
        known = self.badge is not None
        values = {
            "zone": self.zone,
            "direction": self.direction,
            "device_at": self.device_at,
            "happened_at": self.now,
            "received_at": self.now,
            "online": True,
            "serial": self.serial,
            "badge": self.badge,
            "delegate": self.badge.delegate if self.badge else None,
            "verdict": verdict,
            "reason": reason,
            "counts": known and verdicts.counts(self.direction, verdict, reason),
        }
        return Scan.objects.get_or_create(device=self.device, number=self.number, defaults=values)

    def _go_through(self, scan: Scan) -> None:
        assert scan.delegate is not None
        since = self.now if self.direction == "in" else None
        values = {"delegation_id": scan.delegate.delegation_id, "since": since, "scan": scan}
        Presence.objects.update_or_create(delegate=scan.delegate, place=self.place, defaults=values)
        if self.place != SITE and since and Gate.objects.filter(zone__isnull=True).exists():
            # Whoever is in a zone is on the site, by whatever gate.
            Presence.objects.get_or_create(delegate=scan.delegate, place=SITE, defaults={**values, "since": None})
            Presence.objects.filter(delegate=scan.delegate, place=SITE, since=None).update(since=since, scan=scan)
        elif self.place == SITE and not since:
            zones = Presence.objects.filter(delegate=scan.delegate, since__isnull=False).exclude(place=SITE)
            zones.update(since=None, scan=scan)


def place_of(device: Device) -> verdicts.Place:
    zone = device.gate.zone
    return verdicts.Place(zone.pk, zone.per_delegation, zone.capacity) if zone else verdicts.Place(None)


def today(moment: datetime) -> str:
    conference = Conference.objects.get()
    return moment.astimezone(conference.zone).date().isoformat()


def _badge(shown: ScannedText) -> Badge | None:
    """Return the badge of that serial; of a number the latest copy, since nobody sees by it which one the bearer holds."""
    rows = Badge.objects.select_related("delegate__delegation__party", "delegate__category")
    rows = rows.filter(number=shown.typed) if shown.typed else rows.filter(serial=shown.serial)
    return rows.defer("delegate__date_of_birth", "delegate__document_number").order_by("-copy").first()


def _floaters(badge: Badge) -> frozenset[int]:
    rows = Pass.objects.filter(state="lent", allowance__type__kind="floater", allowance__type__zone__isnull=False)
    rows = rows.filter(allowance__delegation=badge.delegate.delegation_id)
    return frozenset(zone for zone in rows.values_list("allowance__type__zone", flat=True) if zone)


def _who(badge: Badge | None, serial: str, language: str) -> dict[str, Any] | None:
    if badge is None:
        return None
    person = badge.delegate
    return {
        "name": person.badge_name,
        "party": person.delegation.party.en_short,
        "party_code": person.delegation.party.code,
        "category": person.category.name.into(language),
        "letter": person.category.letter,
        "number": badge.number,
        "copy": badge.copy,
        "photo": f"/api/v1/gate/thumbs?serials={serial}" if person.photo else None,
    }
