"""A device's life and rights: one code, one key, the gates' addresses alone, an end at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.core.access import Role
from conference.core.errors import AlreadyDecided, UserError
from delegations.gates.devices import actions
from delegations.gates.devices.presentation import device_status
from delegations.gates.models import Device, Finding
from tests.access.walk import routes
from tests.gates.scene import NOW, get, make_device, make_gate, post, scan, sync
from tests.people import actor, make_user

WITHDRAWN = "This device was revoked and may no longer check badges."
pytestmark = pytest.mark.django_db
KEYED = {"gates:check", "gates:scans", "gates:bundle", "gates:thumbs"}


@pytest.fixture
def staff(saturday):
    return actor(make_user(None, Role.SECURITY))


def test_a_code_gives_one_key_once(staff, client):
    device, code = actions.invite(actor=staff, name="Scanner 1", gate=make_gate("G", name="Gate East"))
    answer = post("", "enrol", {"code": code.lower().replace("-", " ")})
    assert answer.status_code == 200
    said = answer.json()
    assert said["device"] == {"id": device.pk, "name": "Scanner 1"}
    assert said["gate"] == {"id": device.gate_id, "name": "Gate East", "zone": "G", "direction": "both"}
    assert len(said["keys"]) == 1
    assert get(said["key"], "bundle").status_code == 200
    again = post("", "enrol", {"code": code})
    assert (again.status_code, again.json()["error"]) == (400, "code")
    row = Device.objects.get()
    assert said["key"] not in str(vars(row))
    assert code not in str(vars(row))
    assert said["key"] not in str(list(AuditEntry.objects.values()))


def test_a_code_ends_after_a_quarter_of_an_hour_and_with_the_next_one(staff):
    device, first = actions.invite(actor=staff, name="Scanner 1", gate=make_gate())
    _device, second = actions.new_code(actor=staff, device=device)
    with pytest.raises(UserError):
        actions.enrol(code=first)
    with clock.standing(NOW + timedelta(minutes=15)), pytest.raises(UserError):
        actions.enrol(code=second)
    assert actions.enrol(code=second)[0].state == "enrolled"


def test_guesses_of_codes_run_out(staff):
    said = [post("", "enrol", {"code": "AAAA-AAAA"}).status_code for _n in range(21)]
    assert said == [400] * 20 + [429]


def test_a_revoked_device_learns_it_at_once_and_its_scan_is_an_alert(staff):
    device, key = make_device()
    actions.revoke(actor=staff, device=device)
    for answer in (scan(key, "PL1:X"), get(key, "bundle"), get(key, "thumbs"), scan(key, "PL1:X")):
        assert (answer.status_code, answer.json()) == (401, {"error": "device-revoked", "message": WITHDRAWN})
    assert [(one.kind, one.device_id) for one in Finding.objects.all()] == [("revoked-device", device.pk)]
    assert sync(key, []).json() == {"kept": [], "known": [], "differ": [], "revoked": True}
    with pytest.raises(AlreadyDecided):
        actions.revoke(actor=staff, device=Device.objects.get(), expected_version=1)


def test_a_key_opens_the_gates_addresses_and_nothing_else(staff, client):
    _device, key = make_device()
    headers = {"HTTP_AUTHORIZATION": f"Device {key}"}
    from tests.access.table import TABLE

    tried = 0
    for entry in routes("conference.urls"):
        if entry.parts or entry.space == "admin" or entry.name in KEYED or TABLE[entry.name].mark == "public":
            continue
        strangers = client.get(f"/{entry.route}")
        with_key = client.get(f"/{entry.route}", **headers)
        assert (with_key.status_code, with_key.get("Location")) == (strangers.status_code, strangers.get("Location"))
        tried += 1
    assert tried > 40
    assert get("somebody-else", "bundle").json()["error"] == "unknown-device"
    assert client.get("/api/v1/gate/bundle").status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        "[]",
        "{",
        "[" * 100_000,
        '{"number": 1}',
        '{"number": true, "text": "x", "direction": "in", "at": "2025-10-25T03:00:00Z"}',
        '{"number": -1, "text": "x", "direction": "in", "at": "2025-10-25T03:00:00Z"}',
        '{"number": 1, "text": "x", "direction": "up", "at": "2025-10-25T03:00:00Z"}',
        '{"number": 1, "text": 5, "direction": "in", "at": "2025-10-25T03:00:00Z"}',
        '{"number": 1, "text": "x", "direction": "in", "at": "2025-10-25T03:00:00"}',
        '{"number": 1, "text": "x", "direction": "in", "at": 5}',
        '{"number": 99999999999999999999, "text": "x", "direction": "in", "at": "2025-10-25T03:00:00Z"}',
    ],
)
def test_what_no_device_sends_is_refused(staff, client, body):
    _device, key = make_device()
    for path in ("check", "scans", "enrol"):
        answer = client.post(
            f"/api/v1/gate/{path}", body, content_type="application/json", HTTP_AUTHORIZATION=f"Device {key}"
        )
        assert answer.status_code == 400, (path, answer.content)


def test_the_field_that_is_wrong_is_named(staff, client):
    _device, key = make_device()
    scan = {"number": 1, "text": "x", "direction": "in", "at": NOW.isoformat()}

    def faults_of(path, body):
        answer = post(key, path, body)
        assert (answer.status_code, answer.json()["error"]) == (400, "request")
        return answer.json()["fields"]

    assert faults_of("check", {**scan, "at": "2025-10-25T03:00:00"}) == {"at": "Enter a valid date/time."}
    assert faults_of("check", {**scan, "number": -1, "direction": "up"}) == {
        "number": "Enter a whole number.",
        "direction": "Enter a valid value.",
    }
    assert faults_of("check", {"number": 1, "text": "x", "direction": "in"}) == {"at": "This field is required."}
    assert faults_of("check", []).keys() == {"body"}
    assert faults_of("scans", {"now": NOW.isoformat(), "scans": [{**scan, "verdict": "x", "reason": ""}]}) == {
        "scans.0.verdict": "Enter a valid value."
    }
    assert faults_of("enrol", {}) == {"code": "This field is required."}


def test_a_number_is_whole_however_json_writes_it(staff, client):
    _device, key = make_device()
    at = NOW.isoformat()
    row = {
        "number": 2.0,
        "at": at,
        "serial": None,
        "direction": "in",
        "verdict": "refused",
        "reason": "",
        "bundle": 7.0,
    }
    assert post(key, "check", {"number": 1.0, "text": "x", "direction": "in", "at": at}).status_code == 200
    assert post(key, "scans", {"now": at, "scans": [row]}).json()["kept"] == [2]
    for number in (0.5, -1.0, 1e300, True, "1", None):
        assert post(key, "check", {"number": number, "text": "x", "direction": "in", "at": at}).status_code == 400
        assert post(key, "scans", {"now": at, "scans": [{**row, "number": number}]}).status_code == 400
    assert list(Device.objects.get().scans.order_by("number").values_list("number", "bundle")) == [(1, 0), (2, 7)]


def test_what_is_refused_before_any_door_is_said_in_json_too(staff, client):
    _device, key = make_device()
    header = {"HTTP_AUTHORIZATION": f"Device {key}"}
    for path in ("check", "scans", "enrol"):
        large = client.post(f"/api/v1/gate/{path}", "x" * 2_000_000, content_type="application/json", **header)
        assert (large.status_code, large.json()["error"]) == (413, "too-large"), path
        wrong = client.put(f"/api/v1/gate/{path}", "{}", content_type="application/json", **header)
        assert (wrong.status_code, wrong.json()["error"], wrong["Allow"]) == (405, "method", "POST"), path
    for path in ("bundle", "thumbs"):
        wrong = client.post(f"/api/v1/gate/{path}", "{}", content_type="application/json", **header)
        assert (wrong.status_code, wrong.json()["error"], wrong["Allow"]) == (405, "method", "GET, HEAD"), path
        nul = client.get(f"/api/v1/gate/{path}?serials=%00", **header)
        assert (nul.status_code, nul.json()["error"]) == (400, "request"), path
        assert client.head(f"/api/v1/gate/{path}", **header).status_code == 200
    # For people it stays a page.
    assert client.get("/?x=%00")["Content-Type"].startswith("text/html")


def test_a_host_that_is_not_ours_is_refused_on_the_short_way_too(staff, client, settings):
    settings.ALLOWED_HOSTS = ["hanoi2025.example"]
    assert client.post("/api/v1/gate/check", HTTP_HOST="evil.example").status_code == 400
    assert client.post("/api/v1/gate/check", HTTP_HOST="hanoi2025.example").status_code == 401
    settings.SECURE_SSL_REDIRECT = True
    assert client.post("/api/v1/gate/check", HTTP_HOST="hanoi2025.example").json()["error"] == "https"


def test_a_demo_that_stands_in_another_month_does_not_call_right_clocks_wrong(settings):
    """The demo's clock is the machine's and an offset; a device has the machine's time."""
    settings.CLOCK_OFFSET = timedelta(days=-396)
    right, late = Device(state="enrolled"), Device(state="enrolled")
    right.clock_offset = settings.CLOCK_OFFSET.total_seconds() - 2
    late.clock_offset = right.clock_offset + 3602
    assert [device_status(right).clock, device_status(late).clock] == ["", "1 h slow"]
    settings.CLOCK_OFFSET = timedelta()
    assert device_status(right).clock == "396 d fast"
