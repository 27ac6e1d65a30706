"""What a machine asks for twice is done once, and answered the same."""

from __future__ import annotations

from datetime import timedelta

import pytest

from conference.audit.models import AuditEntry
from conference.core import clock
from conference.machines.models import KeptAnswer
from delegations.gates.models import Device
from tests.gates.conftest import saturday  # noqa: F401
from tests.gates.scene import NOW, make_device, make_gate, post
from tests.machines.scene import act, make_machine
from tests.retention.kit import run_purge

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("saturday")]


@pytest.fixture
def wish() -> dict:
    return {"gate": make_gate("G").pk, "name": "Scanner 7"}


def test_the_same_again_is_answered_as_the_first_time(wish):
    key = make_machine()[1]
    first = act(key, "/devices", wish, once="a")
    again = act(key, "/devices", wish, once="a")
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert (first.get("Idempotent-Replay"), again["Idempotent-Replay"]) == (None, "true")
    assert Device.objects.count() == 1 == AuditEntry.objects.filter(verb="device.invited").count()
    assert first.json()["code"] not in str(list(KeptAnswer.objects.extra(select={"stored": "answer"}).values("stored")))
    assert post("", "enrol", {"code": again.json()["code"]}).status_code == 200


def test_the_same_key_for_something_else_is_refused(wish):
    key = make_machine()[1]
    device, _key = make_device()
    assert act(key, "/devices", wish, once="a").status_code == 201
    for path, body in (
        ("/devices", {**wish, "name": "Scanner 8"}),
        ("/devices", {**wish, "more": 1}),
        (f"/devices/{device.pk}/revoke", wish),
    ):
        answer = act(key, path, body, once="a")
        assert (answer.status_code, answer.json()["error"]) == (422, "idempotency-key-used")
    device.refresh_from_db()
    assert (Device.objects.count(), device.state) == (2, "enrolled")
    # Another machine's keys are its own.
    assert act(make_machine()[1], "/devices", wish, once="a").status_code == 201


def test_without_a_proper_key_nothing_is_done(wish):
    key = make_machine()[1]
    for once in (None, "x" * 81, "with space", "é"):
        answer = act(key, "/devices", wish, once=once)
        assert (answer.status_code, answer.json()["error"]) == (400, "idempotency-key"), once
    assert "Idempotency-Key" in answer.json()["message"]
    assert not Device.objects.exists()
    assert act(key, "/devices", wish, once="x" * 80).status_code == 201


def test_when_the_act_fails_the_key_may_be_used_again(wish):
    key = make_machine()[1]
    device, _key = make_device()
    assert act(key, "/devices", {**wish, "gate": 10**6}, once="a").status_code == 422
    assert act(key, f"/devices/{device.pk}/revoke", once="b").status_code == 200
    refused = act(key, f"/devices/{device.pk}/revoke", once="c")
    assert (refused.status_code, refused.json()["error"]) == (409, "not-possible")
    assert set(KeptAnswer.objects.values_list("key", flat=True)) == {"b"}
    assert act(key, "/devices", wish, once="a").status_code == 201
    assert act(key, f"/devices/{device.pk}/revoke", once="b")["Idempotent-Replay"] == "true"


def test_an_answer_is_kept_for_a_day(wish):
    key = make_machine()[1]
    first = act(key, "/devices", wish, once="a").json()
    with clock.standing(NOW + timedelta(hours=23, minutes=59)):
        assert run_purge()["stored API responses"] == 0
        assert act(key, "/devices", wish, once="a").json() == first
    with clock.standing(NOW + timedelta(hours=24)):
        # Whether beat has been there or not.
        assert act(key, "/devices", wish, once="a").json()["device"] != first["device"]
    with clock.standing(NOW + timedelta(hours=48)):
        assert run_purge()["stored API responses"] == 1
    assert not KeptAnswer.objects.exists()
