"""The case table, offline: the scanner in Chromium says what the table states."""

from __future__ import annotations

import base64
from datetime import datetime
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from playwright.sync_api import Page

from delegations.accreditation.badges.contents import ISSUER, ring
from tests.gates.scanner_page import run
from tests.gates.table import CASES, text_of
from tests.look.pages import IN_A_BROWSER

pytestmark = IN_A_BROWSER
# The persons of a case: serial, party and number of the bearer.
PEOPLE = {"same": ("a1" * 16, "KEN", 1), "colleague": ("b2" * 16, "KEN", 2), "stranger": ("c3" * 16, "BRA", 3)}
NUMBER = "A1-61803"
DECIDE = """
const { Store } = await import('/static/gate/store.js');
const out = [];
for (const [place, one] of given.entries()) {
  const store = await Store.open(`case-${place}`);
  await store.set({ gate: one.head?.gate ?? { zone: null } });
  if (one.head) await store.takeBundle(one.head, { rows: one.rows, moved: [], whole: true });
  for (const scan of one.scans) await store.addScan(scan);
  const judge = new m.Judge({ store, server: null, now: () => one.at });
  await judge.refresh();
  const { verdict, reason, stale, scan } = await judge.decideHere(one.text, one.direction);
  const kept = (await store.waiting(9)).at(-1);
  out.push({ verdict, reason, stale: Boolean(stale), kept: kept.number === scan.number && kept.reason === reason });
}
return out;
"""


def head_of(case: dict[str, Any], at: float) -> dict[str, Any] | None:
    """As the device has it, with what other devices saw."""
    if case["bundle_age"] is None:
        return None
    taken = at - case["bundle_age"] * 60_000
    keys = {
        kid.decode(): base64.urlsafe_b64encode(key.public_bytes_raw())
        for kid, key in ring(settings.BADGE_KEYS).public.items()
    }
    gate = case["gate"]
    inside = sum(1 if one["direction"] == "in" else -1 for one in case["history"] if one["device"] == "other")
    limits = {name: gate.get(name) for name in ("per_delegation", "capacity")}
    return {
        "conference": "hanoi2025",
        "issuer": ISSUER,
        "version": 7,
        "zone_name": "Asia/Ho_Chi_Minh",
        "keys": {kid: key.decode().rstrip("=") for kid, key in keys.items()},
        "gate": {"id": 1, "name": "Gate", "zone": gate["zone"], "direction": "both"},
        "second_entry": 30,
        "gates": {"2": "Gate 2"},
        "site": {"inside": 0},
        "zones": [{"letter": gate["zone"] or "G", "name": "Zone", "inside": max(0, inside), **limits}],
        "categories": {"D": {"name": "Delegate", "zones": case["zones"], "days": case["days"]}},
        "floaters": {case["floater"]: [gate["zone"]]} if "floater" in case else {},
        "asked": taken,
        "confirmed": taken,
        "offset": 0,
    }


def rows_of(case: dict[str, Any], at: float) -> list[dict[str, Any]]:
    rows = []
    for who, (serial, party, number) in PEOPLE.items():
        state = case.get("bundle_state", case["state"]) if who == "same" else "collected"
        place = case["gate"]["zone"] or ""
        told = [one for one in case["history"] if one["device"] == "other" and one["who"] == who]
        inside = [place] if told and told[-1]["direction"] == "in" else []
        came = [[at / 1000 - told[-1]["seconds_ago"], 2]] if inside else []
        # When another device was last to see somebody, the list came after that.
        asked = at - 1000 if told else at - (case["bundle_age"] or 0) * 60_000
        row = {
            "serial": serial,
            "state": state,
            "category": "D",
            "party": party,
            "who": number,
            "inside": inside,
            "came": came,
            "number": NUMBER if who == "same" else f"A1-0000{number}",
            "asked": asked,
        }
        rows += [row] if state != "absent" else []
    return rows


def scans_of(case: dict[str, Any], at: float) -> list[dict[str, Any]]:
    """Only what this device saw after its list."""
    scans = []
    for one in case["history"]:
        if one["device"] == "other":
            continue
        serial, party, number = PEOPLE[one["who"]]
        seen = at - one["seconds_ago"] * 1000
        values = {
            "at": seen,
            "day": "2025-10-25",
            "serial": serial,
            "direction": one["direction"],
            "verdict": "enter",
            "reason": "",
        }
        told = {"acknowledged": seen + 50} if any(other["device"] == "other" for other in case["history"]) else {}
        scans.append({**values, "zone": case["gate"]["zone"], "who": number, "party": party, "bundle": 7, **told})
    return scans


def test_offline(page: Page) -> None:
    cases = [case for case in CASES if case["direction"] in ("in", "out")]
    given = []
    for case in cases:
        moment = datetime.fromisoformat(case["at"])
        at = moment.timestamp() * 1000
        text = text_of(case["token"], SimpleNamespace(serial=PEOPLE["same"][0], number=NUMBER), moment)  # type: ignore[arg-type]
        one = {"at": at, "text": text, "direction": case["direction"], "head": head_of(case, at)}
        given.append({**one, "rows": rows_of(case, at), "scans": scans_of(case, at)})
    found = run(page, "judge", DECIDE, given)
    wanted = [{"stale": False, "kept": True, **case["offline"]} for case in cases]
    rows = zip([case["name"] for case in cases], wanted, found, strict=True)
    assert [row for row in rows if row[1] != row[2]] == []
    assert len(found) > 50
