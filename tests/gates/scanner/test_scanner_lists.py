"""The scanner believes only a list signed by a key it knows, and keeps every scan until the server has it."""

from __future__ import annotations

import base64
import hashlib
import json
from typing import Any

from playwright.sync_api import Page

from delegations.accreditation.badges import keys
from delegations.gates.devices.statements import CONTEXT
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
  const server = { bundle: async () => ({ ...answer, data: answer.text && JSON.parse(answer.text) }) };
  const tell = ({ what, why }) => news.push(why ?? what);
  const sync = new m.Sync({ store, server, tell, now: () => given.now ?? 1000, nonce: () => 'now' });
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
  const server = { bundle: async () => ({ ...answer, data: JSON.parse(answer.text) }) };
  await new m.Sync({ store, server, tell: () => {}, now: () => 1000, nonce: () => 'now' }).fetchList();
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


GATE = {"id": 3, "name": "Gate", "zone": "G"}
STATEMENT = {"device": 1, "gate": 3, "zone": "G", "occasion": "", "at": "2025-10-25T03:00:00Z", "nonce": "now"}


def signed_answer(text: str, *, by: str = OLD, **said: Any) -> dict[str, str]:
    """An answer as the scanner's server.js has it; without a text, that nothing is new. `said`: other members of the statement."""
    digest = hashlib.sha256(text.encode()).hexdigest() if text else None
    statement = json.dumps({**STATEMENT, "etag": "x", "version": 1, "list": digest, **said})
    every = keys.load(by).every
    signatures = [b64(key.sign(CONTEXT + statement.encode())) for key in every]
    ids = [key.key_id.decode() for key in every]
    return {"text": text, "statement": statement, "key": ",".join(ids), "signature": ",".join(signatures)}


def bundle(version: int, state: str, *, says: str = OLD, signed: str = OLD, **instead: Any) -> dict[str, str]:
    """A whole list; `says`: the keys in it, `signed`: those that sign it, `instead`: other members."""
    rows = [[SERIAL, state, "D", "KEN", "Halima", 1, 1, []]]
    list_ = {"version": version, "since": 0, "moves": 0, "keys": public(says), "badges": rows, "moved": []}
    return signed_answer(json.dumps({**list_, "gate": GATE, "names": True, "photos": True, **instead}), by=signed)


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
    thrown, kept = ["list-unsigned"], ["list"]
    assert received(page, answers) == [
        *([[thrown, None, None]] * 3),
        [kept, 1, "printed"],
        *([[thrown, 1, "printed"]] * 4),
        [kept, 2, "revoked"],
    ]


def test_a_list_for_another_device_gate_zone_or_request_is_thrown_away(page: Page) -> None:
    good, later = bundle(1, "printed"), bundle(2, "lost")
    zone = {**GATE, "zone": "C"}
    answers = [
        good,
        signed_answer(later["text"], device=2),
        bundle(2, "lost", gate={**GATE, "id": 4}),
        bundle(2, "lost", gate=zone),
        bundle(2, "lost", occasion={"key": "reception.7"}),
        signed_answer(later["text"], nonce="before"),
        signed_answer(bundle(0, "queued")["text"], nonce="before"),
        signed_answer(later["text"], list=None),
        {**later, "statement": good["statement"], "signature": good["signature"]},
        later,
    ]
    had = [1, "printed"]
    foreign, older, unsigned = (["list-foreign"], *had), (["list-older"], *had), (["list-unsigned"], *had)
    assert [tuple(line) for line in received(page, answers)] == [
        (["list"], *had),
        *([foreign] * 4),
        *([older] * 2),
        *([unsigned] * 2),
        (["list"], 2, "lost"),
    ]


def test_that_nothing_is_new_is_believed_of_a_signed_answer_to_this_request_alone(page: Page) -> None:
    """The list's age goes on being counted from the last answer that was believed."""
    unchanged = signed_answer("")
    answers = [
        bundle(1, "printed"),
        {**unchanged, "signature": ""},
        {**unchanged, "statement": ""},
        signed_answer("", by=FOREIGN),
        signed_answer("", etag="y"),
        signed_answer("", nonce="before"),
        signed_answer("", device=2),
        unchanged,
    ]
    assert [news for news, _version, _state in received(page, answers)] == [
        ["list"],
        *([["unchanged-unsigned"]] * 4),
        ["list-older"],
        ["list-foreign"],
        ["list"],
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
        [["list-unsigned"], 3, "lost"],
    ]


def test_a_device_that_never_saw_the_new_key_beside_the_old_one_believes_no_list(page: Page) -> None:
    assert received(page, [bundle(1, "printed"), bundle(2, "lost", says=NEW, signed=NEW)])[1] == [
        ["list-unsigned"],
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
