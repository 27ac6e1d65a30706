"""The case table, offline: the scanner in Chromium says what the table states."""

from __future__ import annotations

import base64
from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

from django.conf import settings
from playwright.sync_api import Page

from delegations.accreditation.badges.contents import ISSUER, get_key_ring
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
        for kid, key in get_key_ring(settings.BADGE_KEYS).public.items()
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
            "copy": 1,
            "asked": asked,
        }
        rows += [row] if state != "absent" else []
        if state in ("lost", "superseded"):
            rows.append({**row, "serial": "d4" * 16, "state": "collected", "copy": 2})
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


JUDGED = """
const { Store } = await import('/static/gate/store.js');
const store = await Store.open(given.name);
await store.set({ gate: given.head.gate });
await store.takeBundle(given.head, { rows: given.rows, moved: [], whole: true });
let now = given.at;
const judge = new m.Judge({ store, server: null, now: () => now });
await judge.refresh();
const out = [];
for (const [later, text, byHand] of given.steps) {
  now = given.at + later * 1000;
  const found = await judge.judge(text, 'in');
  if (byHand) await judge.byHand(found, 'enter', 'by-hand');
  out.push([found.verdict, found.reason, found.since ?? null, found.where ?? null]);
}
return { out, kept: (await store.waiting(99)).length };
"""


def judged(page: Page, name: str, case: str, steps: list[list[Any]], **row: Any) -> dict[str, Any]:
    """What the device says of a badge, shown again and again at those seconds, and how many scans it keeps."""
    found = next(one for one in CASES if one["name"] == case)
    at = datetime.fromisoformat(found["at"]).timestamp() * 1000
    rows = [{**one, **row} if one["who"] == 1 else one for one in rows_of(found, at)]
    return run(
        page, "judge", JUDGED, {"name": name, "at": at, "head": head_of(found, at), "rows": rows, "steps": steps}
    )


def test_a_second_entry_is_told_with_since_and_where_without_a_network_too(page: Page) -> None:
    said = judged(page, "since", "copied badge: inside already, by another gate", [[0, NUMBER, False]])
    at = datetime(2025, 10, 25, 2, 50, tzinfo=UTC).timestamp() * 1000
    assert said["out"] == [["check", "already-inside", at, "Gate 2"]]


def test_a_check_that_is_read_twice_within_seconds_is_one_scan_until_the_guard_decides(page: Page) -> None:
    steps = [[0, NUMBER, False], [3, NUMBER, False], [4, NUMBER, True], [6, NUMBER, False], [60, NUMBER, False]]
    said = judged(page, "double", "not given out", steps)
    # Two checks and the guard's word; then the number again, which is a second entry with since and this gate.
    reasons = [reason for _verdict, reason, _since, _where in said["out"]]
    assert reasons == ["not-collected"] * 3 + ["already-inside"] * 2
    assert said["kept"] == 4


TAKEN_BACK = """
const { Store } = await import('/static/gate/store.js');
const store = await Store.open('taken-back');
await store.set({ gate: given.head.gate });
await store.takeBundle(given.head, { rows: given.rows, moved: [], whole: true });
let now = given.at;
const judge = new m.Judge({ store, server: null, now: () => now });
await judge.refresh();
const out = [];
for (const direction of ['in', 'out']) {
  now += 60_000;
  const found = await judge.judge(given.text, direction);
  out.push([found.verdict, judge.figures().entered]);
  await judge.byHand(found, 'enter', 'undone');
  out.push(judge.figures().entered);
}
return out;
"""


def test_whoever_was_taken_back_is_no_longer_counted_as_let_in(page: Page) -> None:
    """The guard reads so; an exit that is taken back lets nobody in either."""
    case = next(one for one in CASES if one["name"] == "good badge")
    moment = datetime.fromisoformat(case["at"])
    at = moment.timestamp() * 1000
    text = text_of(case["token"], SimpleNamespace(serial=PEOPLE["same"][0], number=NUMBER), moment)  # type: ignore[arg-type]
    given = {"at": at, "text": text, "head": head_of(case, at), "rows": rows_of(case, at)}
    assert run(page, "judge", TAKEN_BACK, given) == [["enter", 1], 0, ["enter", 0], 0]


UPGRADED = """
const request = indexedDB.open('older', 1);
request.onupgradeneeded = () => {
  const database = request.result;
  database.createObjectStore('settings');
  database.createObjectStore('badges', { keyPath: 'serial' }).createIndex('party', 'party');
  const scans = database.createObjectStore('scans', { keyPath: 'number' });
  for (const name of ['waiting', 'who', 'day']) scans.createIndex(name, name);
  database.createObjectStore('thumbs');
};
const database = await new Promise((resolve) => { request.onsuccess = () => resolve(request.result); });
const transaction = database.transaction(['settings', 'badges', 'scans'], 'readwrite');
transaction.objectStore('settings').put({ version: 7, moves: 9, etag: 'x', names: true }, 'bundle');
transaction.objectStore('settings').put('secret', 'key');
transaction.objectStore('badges').put({ serial: 'a1', state: 'collected', party: 'KEN' });
transaction.objectStore('scans').put({ number: 3, waiting: 1 });
await new Promise((resolve) => { transaction.oncomplete = resolve; });
database.close();
const store = await m.Store.open('older');
const { version, moves, etag, names } = await store.get('bundle');
const kept = [await store.get('key'), (await store.badge('a1')).state, (await store.waiting(9)).length];
return [version, moves, etag, names, ...kept, await store.badgesNumbered('A1-00001')];
"""


def test_a_device_with_an_older_list_keeps_all_and_asks_for_the_whole_list_with_its_numbers(page: Page) -> None:
    assert run(page, "store", UPGRADED) == [0, 0, "", True, "secret", "collected", 1, []]
