"""The case table (verdicts.json) as rows of a database: one table for the server online and the scanner offline.

Fields of a case: token, a kind of `text_of`; state, the badge's, and bundle_state, that in an older list ("absent": not in it); zones and
days, the category's now; gate, its zone (null: the whole site) and the zone's limits; floater, the party with a floater for that zone out;
direction and at, of the scan; history, scans before it, by `who` (the bearer, a colleague of the delegation, a stranger) at the same device
or another there; bundle_age, minutes (null: no list and no keys); online and offline, the verdict and its reason, and stale where the list
is to be shown as old.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import cbor2
from django.conf import settings

from conference.core import clock
from conference.core.access import SYSTEM, Role
from conference.models import Category, Zone
from delegations.accreditation.badges import keys, tokens
from delegations.accreditation.badges.actions import issuing as accreditation
from delegations.accreditation.badges.contents import get_key_ring
from delegations.accreditation.collection import actions as collection_actions
from delegations.accreditation.models import Badge, PassType
from delegations.accreditation.passes import actions as passes_actions
from delegations.gates.devices import actions as devices_actions
from tests.accreditation.badges.test_badges import leave
from tests.accreditation.kit import as_actor
from tests.gates.scene import code_of, give_out, make_device, make_gate, print_badge, scan
from tests.people import make_member, make_user

CASES: list[dict[str, Any]] = json.loads(Path(__file__).with_name("verdicts.json").read_text(encoding="utf-8"))


def moment(case: dict[str, Any]) -> datetime:
    return datetime.fromisoformat(case["at"])


class Stage:
    """A case as rows: `badge` is the scanned one, `text` what the scanner reads."""

    def __init__(self, case: dict[str, Any]) -> None:
        self.case = case
        self.at = moment(case)
        gate = case["gate"]
        category = Category.objects.get(letter="D")
        category.days = case["days"]
        category.save()
        category.zones.set(Zone.objects.filter(letter__in=case["zones"]))
        if gate["zone"]:
            limits = {name: gate.get(name) for name in ("per_delegation", "capacity")}
            Zone.objects.filter(letter=gate["zone"]).update(**limits)
        with clock.standing(self.at - timedelta(days=1)):
            self.badge = _person("KEN", case["state"])
            self.device, self.key = make_device(make_gate(gate["zone"] or ""))
        if case["history"]:
            self._before()
        self.text = text_of(case["token"], self.badge, self.at)
        self._now()

    def _before(self) -> None:
        other = make_device(make_gate(self.case["gate"]["zone"] or ""), "Scanner 2")[1]
        people = {"same": self.badge, "colleague": _person("KEN"), "stranger": _person("BRA")}
        for one in self.case["history"]:
            at = self.at - timedelta(seconds=one["seconds_ago"])
            key = self.key if one["device"] == "same" else other
            with clock.standing(at):
                said = scan(key, code_of(people[one["who"]]), one["direction"], at=at)
            assert said.json()["verdict"] == "enter", said.json()

    def _now(self) -> None:
        """Bring the badge, and then the device, to the moment of the scan."""
        with clock.standing(self.at - timedelta(seconds=1)):
            to_state(self.badge, self.case["state"])
            if "floater" in self.case:
                lend_floater(self.case["floater"], self.case["gate"]["zone"])
            if self.case["device"] == "revoked":
                devices_actions.revoke(actor=as_actor(make_user(None, Role.SECURITY)), device=self.device)

    def online(self) -> dict[str, Any]:
        with clock.standing(self.at):
            answer = scan(self.key, self.text, self.case["direction"], at=self.at)
        said = answer.json()
        if answer.status_code == 401:
            return {"verdict": "refused", "reason": said["error"]}
        assert answer.status_code == 200, said
        return {"verdict": said["verdict"], "reason": said["reason"]}


def _person(code: str, state: str = "collected") -> Badge:
    badge = make_member(code, state="accredited").badges.get()
    made = {"queued": lambda badge: badge, "printed": print_badge}
    return made.get(state, give_out)(badge)


def lend_floater(code: str, letter: str) -> None:
    zone = Zone.objects.get(letter=letter)
    sort = PassType.objects.create(
        code="floater", kind="floater", name={"en": "Floater"}, prefix="F", zone=zone, places=2
    )
    holder = _person(code).delegate
    passes_actions.lend(actor=SYSTEM, delegation=holder.delegation, type=sort, number="1", to="", member=holder)


def to_state(badge: Badge, state: str) -> None:
    """Take a badge to that state; nothing is done for `printed` and `queued`."""
    printer = as_actor(make_user(None, Role.PRINT_ROOM))
    badge.refresh_from_db()
    if state == "collected" != badge.state:
        collection_actions.hand_out(actor=printer, badge=badge, to="Ms. Trần Thu Hà")
    elif state in ("lost", "superseded"):
        accreditation.replace_badge(
            actor=printer, badge=badge, code="lost" if state == "lost" else "damaged", explanation="x"
        )
    elif state == "revoked":
        leave(badge.delegate, "withdrawn")


def text_of(kind: str, badge: Badge, at: datetime) -> str:
    """Return what a scanner reads of that badge, or of a forgery."""
    good = code_of(badge)
    foreign = keys.load(keys.generate("b1")).signing
    ours = get_key_ring(settings.BADGE_KEYS).signing
    kinds = {
        "good": lambda: good,
        "lower-case": good.lower,
        "flipped-signature": lambda: tokens.to_text(_flipped(tokens.from_text(good), -1)),
        "flipped-content": lambda: _other_serial(good),
        "foreign-key": lambda: code_of(badge, key=keys.SigningKey(ours.key_id, foreign.private)),
        "unknown-key": lambda: code_of(badge, key=keys.SigningKey(b"zz", foreign.private)),
        "alg-none": lambda: _header(good, {1: None, 4: ours.key_id}),
        "alg-hmac": lambda: _header(good, {1: 5, 4: ours.key_id}),
        "expired": lambda: code_of(badge, expires=at - timedelta(hours=1)),
        "expires-now": lambda: code_of(badge, expires=at),
        "other-conference": lambda: code_of(badge, audience="lima2027"),
        "other-conference-expired": lambda: code_of(badge, audience="lima2027", expires=at - timedelta(hours=1)),
        "other-issuer": lambda: code_of(badge, issuer="someone"),
        "typed": lambda: badge.number,
        "typed-loosely": lambda: f" {badge.number.lower().replace('-', ' ')} ",
        "typed-first-copy": lambda: f"{badge.number} copy 1",
        "typed-ninth-copy": lambda: f"{badge.number.lower()}/9",
        "typed-unknown": lambda: "Z9-99999",
        "address": lambda: "https://hanoi2025.example/",
        "half": lambda: good[: len(good) // 2 // 3 * 3 + 5],
        "other-spelling": lambda: tokens.to_text(b"\xd8\x12" + tokens.from_text(good)[1:]),
        "unknown-serial": lambda: code_of(badge, serial=bytes(range(16))),
        "signed-for-no-zone": lambda: code_of(badge, zones=["C"], days=[datetime(2025, 10, 26, tzinfo=UTC).date()]),
    }
    return kinds[kind]()


def _flipped(token: bytes, place: int) -> bytes:
    changed = bytearray(token)
    changed[place] ^= 1
    return bytes(changed)


def _parts(text: str) -> list[Any]:
    return list(cbor2.loads(tokens.from_text(text)).value)


def _made(parts: list[Any]) -> str:
    return tokens.to_text(cbor2.dumps(cbor2.CBORTag(18, parts), canonical=True))


def _other_serial(text: str) -> str:
    parts = _parts(text)
    claims = cbor2.loads(parts[2])
    claims[7] = _flipped(claims[7], 0)
    parts[2] = cbor2.dumps(claims, canonical=True)
    return _made(parts)


def _header(text: str, header: dict[int, Any]) -> str:
    parts = _parts(text)
    parts[0] = cbor2.dumps(header, canonical=True)
    return _made(parts)
