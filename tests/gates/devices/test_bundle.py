"""The list that a device decides by: signed, whole or what changed, of people only what is allowed."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings
from django.core.exceptions import ValidationError

from conference.core import clock
from conference.core.access import Role
from conference.models import Category, Zone
from conference.translated import Translated
from delegations.accreditation.badges import keys
from delegations.accreditation.models import Badge, EmergencyNumber
from delegations.gates.devices import actions as devices_actions
from delegations.gates.devices import bundle
from delegations.gates.models import Device, Gate
from delegations.gates.presence import actions as presence_actions
from tests.accreditation.kit import give_photo
from tests.gates.scene import NOW, code_of, get, give_out, make_device, make_gate, scan, sync, told
from tests.gates.table import to_state
from tests.people import actor, make_member, make_user

pytestmark = pytest.mark.django_db


def raw(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def person(code: str = "KEN", **fields) -> Badge:
    return give_out(make_member(code, state="accredited", **fields).badges.get())


@pytest.fixture
def key(saturday) -> str:
    return make_device(make_gate("G", name="Gate East"))[1]


def allow(**what: bool) -> None:
    devices_actions.allow(actor=actor(make_user(None, Role.SECURITY)), **{"names": False, "photos": False, **what})


def test_the_whole_list_is_signed_and_says_what_the_verdicts_need(key):
    Zone.objects.filter(letter="G").update(per_delegation=2, capacity=40)
    badge = person(family_name="Wanjiru", given_names="Halima")
    scan(key, code_of(badge))
    answer = get(key, "bundle")
    body = json.loads(answer.content)
    public = Ed25519PublicKey.from_public_bytes(raw(body["keys"][answer["Bundle-Key"]]))
    public.verify(raw(answer["Bundle-Signature"]), b"plenipo-bundle-1\n" + answer.content)
    assert (body["conference"], body["issuer"], body["since"], body["zone_name"]) == (
        "hanoi2025",
        "plenipo",
        0,
        "Asia/Ho_Chi_Minh",
    )
    assert body["gate"]["name"] == "Gate East"
    assert body["zones"][0] == {"letter": "G", "name": "G", "per_delegation": 2, "capacity": 40, "inside": 1}
    assert body["categories"]["D"]["zones"] == ["G", "C", "P"]
    assert body["categories"]["D"]["days"] == ["2025-10-25", "2025-10-26"]
    came = [[int(NOW.timestamp()), Gate.objects.get().pk]]
    assert body["badges"] == [
        [badge.serial, "collected", "D", "KEN", None, 0, badge.delegate_id, ["G"], badge.number, came, 1]
    ]
    assert "Wanjiru" not in answer.content.decode()
    allow(names=True)
    assert json.loads(get(key, "bundle").content)["badges"][0][4] == "Halima Wanjiru"
    device = Device.objects.get()
    assert (device.bundle_version, device.bundle_at) == (json.loads(get(key, "bundle").content)["version"], NOW)


def test_while_keys_are_changed_both_sign_the_list(key, settings):
    """A device that knows the older key alone can believe the list that brings the newer."""
    older, newer = settings.BADGE_KEYS, keys.generate("b2")
    for written, signers in ((f"{newer},{older}", ["b2", "b1"]), (newer, ["b2"])):
        settings.BADGE_KEYS = written
        answer = get(key, "bundle")
        public = keys.load(written).public
        assert answer["Bundle-Key"].split(",") == signers
        assert sorted(answer.json()["keys"]) == sorted(signers)
        for signer, signature in zip(signers, answer["Bundle-Signature"].split(","), strict=True):
            public[signer.encode()].verify(raw(signature), b"plenipo-bundle-1\n" + answer.content)


def said_in(answer) -> dict:
    """The statement of an answer, whose signature is verified."""
    public = keys.load(settings.BADGE_KEYS).public[answer["Bundle-Key"].encode()]
    text = answer["Bundle-Statement"].encode()
    public.verify(raw(answer["Bundle-Statement-Signature"]), b"plenipo-answer-1\n" + text)
    return json.loads(text)


def test_each_answer_is_signed_for_one_device_zone_moment_and_request(key):
    device = Device.objects.get()
    answer = get(key, "bundle", **{"Bundle-Nonce": "a1_b2-c3"})
    ours = {"device": device.pk, "gate": device.gate_id, "zone": "G", "occasion": "", "at": NOW.isoformat()}
    list_ = {"version": answer.json()["version"], "etag": answer["ETag"]}
    digest = hashlib.sha256(answer.content).hexdigest()
    assert said_in(answer) == {**ours, **list_, "nonce": "a1_b2-c3", "list": digest}
    # Another device of the same gate has the same list, and a statement of its own.
    beside, beside_key = make_device(device.gate, "Scanner 2")
    had = get(beside_key, "bundle").content
    later = get(key, "bundle", **{"Bundle-Nonce": "d4"})
    assert later.content == had
    assert said_in(later) == {**said_in(get(beside_key, "bundle")), "device": device.pk, "nonce": "d4"}
    assert beside.pk != device.pk
    # So has the answer that nothing is new, which names no list.
    with clock.standing(NOW + timedelta(minutes=1)):
        unchanged = get(key, "bundle", **{"If-None-Match": later["ETag"], "Bundle-Nonce": "e5"})
    assert unchanged.status_code == 304
    at = (NOW + timedelta(minutes=1)).isoformat()
    assert said_in(unchanged) == {**said_in(later), "at": at, "nonce": "e5", "list": None}


@pytest.mark.parametrize("nonce", ["", "a b", "a,b", "é", "a" * 65])
def test_what_is_no_nonce_is_not_signed(key, nonce):
    assert said_in(get(key, "bundle", **{"Bundle-Nonce": nonce}))["nonce"] == ""


def test_what_changed_since_and_304_when_nothing_did(key):
    stays, goes = person(), person()
    first = get(key, "bundle")
    had = json.loads(first.content)
    unchanged = get(key, "bundle", **{"If-None-Match": first["ETag"]})
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    to_state(goes, "lost")
    since = f"bundle?since={had['version']}&moves={had['moves']}"
    later = get(key, since, **{"If-None-Match": first["ETag"]})
    body = json.loads(later.content)
    assert [(row[0], row[1]) for row in body["badges"]] == [
        (goes.serial, "lost"),
        (Badge.objects.get(copy=2).serial, "queued"),
    ]
    assert (body["since"], body["moved"]) == (had["version"], [])
    # Where people are changes without an audit entry.
    scan(key, code_of(stays))
    moved = json.loads(get(key, f"bundle?since={body['version']}&moves={body['moves']}").content)
    gate = Gate.objects.get()
    since = [[int(NOW.timestamp()), gate.pk]]
    assert (moved["badges"], moved["moved"]) == ([], [[stays.serial, ["G"], since]])
    assert (moved["gates"], moved["second_entry"]) == ({str(gate.pk): str(gate)}, 30)
    presence_actions.clear(actor=actor(make_user(None, Role.SECURITY)), zone=Zone.objects.get(letter="G"))
    cleared = json.loads(get(key, f"bundle?since={moved['version']}&moves={moved['moves']}").content)
    assert list(cleared["cleared"]) == ["G"]
    assert cleared["moved"] == [[stays.serial, [], []]]
    # Of a database that was put back to an older copy, all of it.
    assert json.loads(get(key, "bundle?since=999999").content)["since"] == 0


def test_names_come_in_the_language_of_the_scanner_s_page(saturday):
    gate = make_gate("P")
    Gate.objects.filter(pk=gate.pk).update(name=Translated(en="Main door", ar="الباب الرئيسي"))
    Category.objects.filter(letter="D").update(name=Translated(en="Delegate", ar="مندوب"))
    key = make_device(gate)[1]
    said = {}
    for language in ("ar", "en"):
        body = json.loads(get(key, "bundle", **{"Accept-Language": language}).content)
        said[language] = (body["gate"]["name"], body["categories"]["D"]["name"])
    assert said == {"ar": ("الباب الرئيسي", "مندوب"), "en": ("Main door", "Delegate")}


def test_the_list_says_whom_a_guard_can_call_in_the_order_and_language_that_stand(key):
    """What is for the backs of badges alone is not among them."""
    EmergencyNumber.objects.all().delete()
    first = get(key, "bundle")
    assert first.json()["help"] == []
    for name, gate_number, position in (
        (Translated(en="Badge desk"), "(024) 5550-0140", 3),
        (Translated(en="Fire"), "", 1),
        (Translated(en="Security", ar="الأمن"), "+84 24 5550 0125", 2),
    ):
        EmergencyNumber.objects.create(name=name, number="2125", gate_number=gate_number, position=position)
    security = {"name": "Security", "number": "+84 24 5550 0125"}
    desk = {"name": "Badge desk", "number": "(024) 5550-0140"}
    # A device that has the list learns of it, though nothing stands in the audit log.
    later = get(key, f"bundle?since={first.json()['version']}&moves=0", **{"If-None-Match": first["ETag"]})
    assert later.json()["help"] == [security, desk]
    arabic = get(key, "bundle", **{"Accept-Language": "ar"}).json()["help"]
    assert arabic == [security | {"name": "الأمن"}, desk]
    for position in (4, 5):
        EmergencyNumber.objects.create(name=Translated(en="More"), number="1", gate_number="1", position=position)
    assert [one["name"] for one in get(key, "bundle").json()["help"]] == ["Security", "Badge desk", "More"]


@pytest.mark.parametrize("number", ["security", "+84 24 5550 0125 or 26", "tel:113", "+"])
def test_a_number_at_the_gates_can_be_dialled(world, number):
    with pytest.raises(ValidationError) as refused:
        EmergencyNumber(name=Translated(en="Security"), number="2125", gate_number=number).full_clean()
    assert list(refused.value.error_dict) == ["gate_number"]


def test_whole_lists_are_kept_for_every_gate_and_language_and_no_older_ones(saturday, django_assert_num_queries):
    bundle.cache.clear()
    gates = {letter: make_device(make_gate(letter))[1] for letter in "GCP"}
    asked = [(key, language) for key in gates.values() for language in ("ar", "en", "fr")]
    first = {one: get(one[0], "bundle", **{"Accept-Language": one[1]}).content for one in asked}
    person()  # who is in no list that was made before
    second = {one: get(one[0], "bundle", **{"Accept-Language": one[1]}).content for one in asked}
    assert [len(json.loads(made[one])["badges"]) for made in (first, second) for one in asked] == [0] * 9 + [1] * 9
    assert len(bundle.cache) == 9
    with clock.standing(NOW + timedelta(minutes=1)):  # made anew, it would say another minute
        assert {one: get(one[0], "bundle", **{"Accept-Language": one[1]}).content for one in asked} == second


def test_the_lists_that_are_kept_have_a_ceiling(saturday, monkeypatch):
    bundle.cache.clear()
    keys_ = [make_device(make_gate(letter))[1] for letter in "GCP"]
    whole = [get(key, "bundle").content for key in keys_]
    monkeypatch.setattr(bundle, "MOST_CACHED", max(map(len, whole)) * 2 + 100)
    person()
    for key in keys_:
        assert len(get(key, "bundle").json()["badges"]) == 1
    assert len(bundle.cache) < 3


def test_a_long_list_comes_compressed_and_signed_as_it_is_read(key):
    for _n in range(60):
        make_member("KEN", state="accredited")
    plain, packed = get(key, "bundle"), get(key, "bundle", **{"Accept-Encoding": "gzip"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert packed["Bundle-Signature"] == plain["Bundle-Signature"]


def test_photos_are_small_and_only_where_allowed(key):
    badge = person()
    give_photo(badge.delegate)
    bare = person()
    asked = f"thumbs?serials={badge.serial},{bare.serial},{'0' * 32},x"
    assert get(key, asked).json() == {}
    allow(photos=True)
    said = get(key, asked).json()
    assert list(said) == [badge.serial]
    assert said[badge.serial].startswith("data:image/jpeg;base64,")
    assert len(said[badge.serial]) < 8000
    photo = scan(key, code_of(badge)).json()["bearer"]["photo"]
    assert photo == f"/api/v1/gate/thumbs?serials={badge.serial}"


def test_whoever_was_just_scanned_is_shown_to_the_guard_though_devices_may_keep_no_photos(key):
    """A check by hand compares faces: for two minutes, at the gate that asked, and nobody else."""
    badge, other = person(), person()
    for one in (badge, other):
        give_photo(one.delegate)
    elsewhere = make_device(make_gate("C"), "Scanner 9")[1]
    photo = scan(key, code_of(badge)).json()["bearer"]["photo"]
    assert photo == f"/api/v1/gate/thumbs?serials={badge.serial}"
    asked = f"thumbs?serials={badge.serial},{other.serial}"
    assert list(get(key, asked).json()) == [badge.serial]
    assert get(elsewhere, asked).json() == {}
    with clock.standing(NOW + timedelta(minutes=2, seconds=1)):
        assert get(key, asked).json() == {}


@pytest.mark.parametrize("count", [1, 3])
def test_queries_do_not_grow(key, count, django_assert_num_queries):
    people = [person() for _n in range(count)]
    with clock.standing(NOW + timedelta(minutes=1)):
        sync(key, [told(n, badge, NOW) for n, badge in enumerate(people)])
    with django_assert_num_queries(17):
        body = json.loads(get(key, "bundle").content)
    with django_assert_num_queries(20):
        get(key, f"bundle?since={body['version'] - 1}&moves=0")
