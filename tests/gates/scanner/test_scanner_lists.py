"""The scanner believes only a list signed by a key it knows, and keeps every scan until the server has it."""

from __future__ import annotations

import base64
import json
from typing import Any

from playwright.sync_api import Page

from delegations.accreditation.badges import keys
from delegations.gates.devices.bundle import CONTEXT
from tests.gates.scanner_page import run
from tests.look.pages import IN_A_BROWSER

pytestmark = IN_A_BROWSER
OLD, NEW = (f"{name}:{base64.b64encode(bytes([place]) * 32).decode()}" for place, name in enumerate(("b1", "b2")))
FOREIGN = f"b1:{base64.b64encode(b'f' * 32).decode()}"
SERIAL = "a1" * 16
# Each answer comes to one device; after each, what it was told and what it then has.
LISTS = """
const { Store } = await import('/static/gate/store.js');
const store = await Store.open('lists');
await store.enrol({ key: 'k', gate: { zone: 'G' }, keys: given.keys, device: { id: 1 } });
const out = [];
for (const answer of given.answers) {
  const news = [];
  const server = { bundle: async () => ({ ...answer, data: JSON.parse(answer.text), etag: 'x', clock: 1000 }) };
  const sync = new m.Sync({ store, server, tell: ({ what }) => news.push(what), now: () => 1000 });
  await sync.fetchList();
  const head = await store.get('bundle');
  out.push([news, head?.version ?? null, (await store.badge(given.serial))?.state ?? null]);
}
return out;
"""
# The same for what only changed: whom it shows where, by what name, and how many pictures are kept.
CHANGES = """
const { Store } = await import('/static/gate/store.js');
const store = await Store.open('changes');
await store.enrol({ key: 'k', gate: { zone: 'G' }, keys: given.keys, device: { id: 1 } });
const out = [];
for (const answer of given.answers) {
  const server = { bundle: async () => ({ ...answer, data: JSON.parse(answer.text), etag: 'x', clock: 1000 }) };
  await new m.Sync({ store, server, tell: () => {}, now: () => 1000 }).fetchList();
  const badge = await store.badge(given.serial);
  const pictures = (await store.lackingThumbs(9)).length ? 0 : 1;
  out.push([(await store.get('bundle')).version, badge.state, badge.name, badge.inside, pictures]);
  await store.putThumbs({ [given.serial]: 'data:,' });
}
return out;
"""
# A server that fails, then takes some, then the rest; what waits after each round.
SENDING = """
const { Store } = await import('/static/gate/store.js');
const { Unreached } = await import('/static/gate/server.js');
const store = await Store.open('sending');
await store.enrol({ key: 'k', gate: { zone: 'G' }, keys: {}, device: { id: 1 } });
const scan = { at: 1000, day: '2025-10-25', serial: given.serial, direction: 'in', verdict: 'enter', reason: '', bundle: 1, zone: 'G' };
for (let n = 0; n < 3; n += 1) await store.addScan(scan);
const waiting = async () => (await store.waiting(99)).map((one) => one.number);
const sent = [];
const answers = [
  () => { throw new Unreached('no network'); },
  () => ({ kept: [2], known: [], differ: [] }),
  () => ({ kept: [77], known: [], differ: [] }),
  () => ({ kept: [3], known: [1], differ: [] }),
];
const out = { waited: [await waiting()] };
const server = { send: async (scans) => { sent.push(scans.map((one) => one.number)); return answers.shift()(); } };
const sync = new m.Sync({ store, server, tell: () => {}, now: () => 2000 });
for (let n = 0; n < 3; n += 1) {
  await sync.send().catch(() => {});
  out.waited.push(await waiting());
  if (n === 0) {
    await store.wipe(); // revoked meanwhile: list and pictures go, scans stay
    out.anew = await store.enrol({ key: 'l' }).then(() => 'enrolled', (error) => error.message);
    out.wiped = await waiting();
  }
}
await sync.send();
out.waited.push(await waiting());
out.sent = sent;
await store.enrol({ key: 'l', gate: { zone: 'G' }, keys: {}, device: { id: 2 } });
out.next = (await store.addScan(scan)).number;
return out;
"""


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def public(written: str) -> dict[str, str]:
    return {kid.decode(): b64(key.public_bytes_raw()) for kid, key in keys.load(written).public.items()}


def bundle(version: int, state: str, *, says: str = OLD, signed: str = OLD, **instead: Any) -> dict[str, str]:
    """A whole list; `says`: the keys in it, `signed`: those that sign it, `instead`: other members."""
    rows = [[SERIAL, state, "D", "KEN", "Halima", 1, 1, []]]
    list_ = {"version": version, "since": 0, "moves": 0, "keys": public(says), "badges": rows, "moved": []}
    text = json.dumps({**list_, "names": True, "photos": True, **instead})
    every = keys.load(signed).every
    signatures = [b64(key.sign(CONTEXT + text.encode())) for key in every]
    return {
        "text": text,
        "key": ",".join(key.key_id.decode() for key in every),
        "signature": ",".join(signatures),
    }


def received(page: Page, answers: list[dict[str, str]]) -> list[Any]:
    return run(page, "sync", LISTS, {"keys": public(OLD), "serial": SERIAL, "answers": answers})


def test_a_list_that_is_not_signed_by_ours_is_thrown_away(page: Page) -> None:
    good, wrong = bundle(1, "printed"), bundle(2, "revoked")
    answers = [
        {**good, "signature": ""},
        {**good, "key": ""},
        bundle(2, "printed", signed=FOREIGN),  # somebody else's key under our id
        good,
        {**wrong, "text": wrong["text"].replace("revoked", "printed")},
        {**wrong, "signature": good["signature"]},
        bundle(2, "revoked", says=FOREIGN, signed=FOREIGN),
        {**wrong, "key": "zz"},
        wrong,
    ]
    thrown, kept = ["unsigned"], ["list"]
    assert received(page, answers) == [
        *([[thrown, None, None]] * 3),
        [kept, 1, "printed"],
        *([[thrown, 1, "printed"]] * 4),
        [kept, 2, "revoked"],
    ]


def test_keys_are_changed_without_enrolling_anew_and_a_dropped_one_signs_nothing(page: Page) -> None:
    both = f"{NEW},{OLD}"
    answers = [
        bundle(1, "printed"),
        bundle(2, "collected", says=both, signed=both),
        bundle(3, "lost", says=NEW, signed=NEW),
        bundle(4, "printed", says=OLD, signed=OLD),  # whoever stole the old one
    ]
    assert received(page, answers) == [
        [["list"], 1, "printed"],
        [["list"], 2, "collected"],
        [["list"], 3, "lost"],
        [["unsigned"], 3, "lost"],
    ]


def test_a_device_that_never_saw_the_new_key_beside_the_old_one_believes_no_list(page: Page) -> None:
    assert received(page, [bundle(1, "printed"), bundle(2, "lost", says=NEW, signed=NEW)])[1] == [
        ["unsigned"],
        1,
        "printed",
    ]


def test_what_changed_is_put_into_the_list_that_it_follows_and_into_no_other(page: Page) -> None:
    answers = [
        bundle(5, "printed"),
        bundle(7, "printed", since=5, badges=[], moved=[[SERIAL, ["G"]]]),
        bundle(9, "lost", since=8),  # of a list that this device never had
        bundle(6, "lost", since=5),  # an answer that came late
        bundle(8, "lost", since=7),
        bundle(4, "printed"),  # of a database that was put back to an older copy: all of it
    ]
    said = run(page, "sync", CHANGES, {"keys": public(OLD), "serial": SERIAL, "answers": answers})
    assert [(version, state, inside) for version, state, _name, inside, _pictures in said] == [
        (5, "printed", []),
        (7, "printed", ["G"]),
        (7, "printed", ["G"]),
        (7, "printed", ["G"]),
        (8, "lost", []),
        (4, "printed", []),
    ]


def test_what_devices_may_keep_no_more_goes_with_the_next_list(page: Page) -> None:
    nameless = [[SERIAL, "printed", "D", "KEN", None, 1, 1, []]]
    answers = [
        bundle(5, "printed"),
        bundle(6, "printed", since=5, badges=[], names=False, photos=False),
        bundle(6, "printed", badges=nameless, names=False, photos=False),
    ]
    said = run(page, "sync", CHANGES, {"keys": public(OLD), "serial": SERIAL, "answers": answers})
    # The pictures at once; then, with the version forgotten, the whole list comes without names.
    assert [(version, name, pictures) for version, _state, name, _inside, pictures in said] == [
        (5, "Halima", 0),
        (0, "Halima", 0),
        (6, None, 1),
    ]


def test_a_scan_waits_until_the_server_names_it_whatever_happens(page: Page) -> None:
    assert run(page, "sync", SENDING, {"serial": SERIAL}) == {
        "waited": [[1, 2, 3], [1, 2, 3], [1, 3], [1, 3], []],
        "anew": "scans wait to be sent",
        "wiped": [1, 2, 3],
        "sent": [[1, 2, 3], [1, 2, 3], [1, 3], [1, 3]],
        # Numbers go on: the server knows the former ones.
        "next": 4,
    }
