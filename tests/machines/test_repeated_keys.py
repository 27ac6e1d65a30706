"""A body that names a key twice is refused at every door for JSON: two readers of it would take two different values."""

from __future__ import annotations

import json

import pytest
from django.test import Client

from conference.core import parsing
from delegations.gates.devices import actions
from delegations.gates.models import Device, Scan
from tests.gates.conftest import saturday  # noqa: F401
from tests.gates.scene import NOW, make_device, make_gate, told
from tests.machines.scene import act, make_machine
from tests.people import actor, make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday")]


def twice(body: dict, key: str, first: object) -> str:
    """Return the body as JSON in which the key stands twice, last as it was: what most parsers take."""
    return f"{{{json.dumps(key)}: {json.dumps(first)}, {json.dumps(body)[1:]}"


def send(address: str, body: str, key: str, language: str = "en"):
    headers = {"Accept-Language": language} | ({"Authorization": f"Device {key}"} if key else {})
    return Client(enforce_csrf_checks=True).post(
        f"/api/v1/gate/{address}", body, content_type="application/json", headers=headers
    )


def test_a_machine_may_not_name_a_key_twice():
    key, gate = make_machine()[1], make_gate("G")
    body = {"gate": gate.pk, "name": "Scanner"}
    answer = act(key, "/devices", twice(body, "gate", gate.pk + 1))
    assert (answer.status_code, answer.json()) == (
        400,
        {"error": "request", "message": "The request body names “gate” twice in one object. Nothing was changed."},
    )
    assert not Device.objects.exists()
    # The control: once is right.
    assert act(key, "/devices", body).status_code == 201


def test_nor_may_a_device_at_any_of_its_addresses():
    _device, key = make_device()
    _invited, code = actions.invite(actor=actor(make_user(None, "security")), name="Other", gate=make_gate("C"))
    check = {"number": 1, "text": "x", "direction": "in", "at": NOW.isoformat()}
    scanned = told(2, "ab" * 16, NOW, "refused", "unknown-number")
    batch = json.dumps({"now": NOW.isoformat(), "scans": []})[:-2]
    doors = [
        ("check", twice(check, "text", "y"), json.dumps(check), key),
        ("scans", f"{batch}{twice(scanned, 'verdict', 'enter')}]}}", f"{batch}{json.dumps(scanned)}]}}", key),
        ("enrol", twice({"code": code}, "code", "AAAA-AAAA"), json.dumps({"code": code}), ""),
    ]
    for address, body, right, key_of_door in doors:
        scans = Scan.objects.count()
        answer = send(address, body, key_of_door)
        assert (answer.status_code, answer.json()["error"]) == (400, "request"), address
        assert "twice in one object" in answer.json()["message"]
        assert "deux fois" in send(address, body, key_of_door, "fr").json()["message"]
        assert Scan.objects.count() == scans
        # The control: once is right.
        assert send(address, right, key_of_door).status_code == 200, address


def test_a_megabyte_of_keys_is_compared_once():
    """Strangers reach these doors: a body whose last of many keys stands twice costs no more than reading it."""
    compared = 0

    class Counted(str):
        __slots__ = ()
        __hash__ = str.__hash__

        def __eq__(self, other: object) -> bool:
            nonlocal compared
            compared += 1
            return str.__eq__(self, other)

    pairs = [(Counted(number), 0) for number in range(2_000)]
    with pytest.raises(parsing.RepeatedKeyError, match="1999"):
        parsing._object([*pairs, (Counted(1999), 0)])
    assert compared < 10_000
    body = "{" + "".join(f'"{number:x}": 0, ' for number in range(60_000)) + '"0": 1}'
    answer = send("enrol", body, "")
    assert (answer.status_code, answer.json()["error"]) == (400, "request")
