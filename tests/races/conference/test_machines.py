"""One idempotency key sent twice at once is one act; a minute gives no request more than it has."""

from __future__ import annotations

from datetime import datetime, timedelta
from threading import Barrier

import pytest
from django.db import connection

from conference.core import clock
from conference.machines import keys
from conference.machines.models import KeptAnswer, Machine
from conference.machines.problems import Problem
from delegations.gates.models import Device
from tests.gates.scene import make_gate
from tests.machines.scene import act, ask, make_machine
from tests.people import make_conference
from tests.races.threads import TOGETHER, attack

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 4
UNIQUE = KeptAnswer._meta.constraints[0]


@pytest.fixture
def wish() -> dict:
    make_conference()
    return {"gate": make_gate("").pk, "name": "Scanner 7"}


@pytest.fixture
def without_unique(wish):
    with connection.schema_editor() as editor:
        editor.remove_constraint(KeptAnswer, UNIQUE)
    yield
    KeptAnswer.objects.all().delete()
    with connection.schema_editor() as editor:
        editor.add_constraint(KeptAnswer, UNIQUE)


def enrolling(key: str, wish: dict, once: str):
    def run() -> tuple[int, str, str | None]:
        answer = act(key, "/devices", wish, once=once)
        return answer.status_code, answer.content.decode(), answer.get("Idempotent-Replay")

    return run


def test_one_key_sent_three_times_at_once_is_one_act(wish):
    key = make_machine()[1]
    for n in range(ROUNDS):
        said = attack([enrolling(key, wish, f"same-{n}")] * 3)
        assert [one[0] for one in said] == [201] * 3, said
        assert len({one[1] for one in said}) == 1
        assert sorted(str(one[2]) for one in said) == ["None", "true", "true"]
    assert Device.objects.count() == ROUNDS == KeptAnswer.objects.count()


def test_of_two_bodies_under_one_key_one_is_done(wish):
    key = make_machine()[1]
    other = {**wish, "name": "Scanner 8"}
    said = attack([enrolling(key, wish, "a"), enrolling(key, other, "a")])
    assert sorted(one[0] for one in said) == [201, 422]
    assert Device.objects.count() == 1


def test_without_the_unique_key_it_is_done_twice(wish, without_unique):
    key = make_machine()[1]
    said = attack([enrolling(key, wish, "a")] * 2)
    assert [one[0] for one in said] == [201] * 2, said
    assert Device.objects.count() == 2


def test_of_many_at_once_as_many_pass_as_the_minute_has(wish):
    machine, key = make_machine(per_minute=5)
    # So that no minute ends meanwhile.
    Machine.objects.filter(pk=machine.pk).update(window=clock.now() + timedelta(seconds=30), counted=0)
    said = attack([lambda: ask(key, "/gates").status_code for _n in range(8)])
    assert sorted(said) == [200] * 5 + [429] * 3
    assert Machine.objects.get().counted == 5


def test_without_one_statement_for_both_everybody_passes(wish, monkeypatch):
    """The control: ask first and count afterwards."""
    _machine, key = make_machine(per_minute=5)
    together = Barrier(8)

    def count(found: Machine, now: datetime) -> None:
        free = found.counted < found.per_minute
        together.wait(TOGETHER)
        if not free:
            raise Problem(429, "rate", "")
        Machine.objects.filter(pk=found.pk).update(counted=found.counted + 1)

    monkeypatch.setattr(keys, "count", count)
    assert attack([lambda: ask(key, "/gates").status_code for _n in range(8)]) == [200] * 8
    assert Machine.objects.get().counted < 8
