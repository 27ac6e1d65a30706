"""While the database is away requests are answered 503 with Retry-After, and what was acknowledged before is there afterwards."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.test import Client

from conference.core.access import Role
from conference.correspondence.models import Message
from tests.faults.support.clients import asking
from tests.faults.support.processes import Web
from tests.machines.scene import make_machine
from tests.people import make_user, make_world
from tests.waiting import until

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True), pytest.mark.xdist_group("faults")]


@contextmanager
def database_away() -> Iterator[None]:
    """End all its connections and let nobody in, as a server that starts anew does."""
    name = connection.settings_dict["NAME"]
    connection.close()
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS false')
        cursor.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])
    try:
        yield
    finally:
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'ALTER DATABASE "{name}" WITH ALLOW_CONNECTIONS true')


def test_under_load_nothing_that_was_acknowledged_is_lost(mail_server, tmp_path):
    web = Web("redis://127.0.0.1:9/0", "none", tmp_path)
    try:
        web.wait_until_ready()
        with asking(web.port) as answers:
            until(lambda: len(answers.served) > 20, "confirmations are written", seconds=60)
            for _time in range(3):
                before = len(answers.unavailable)
                with database_away():
                    until(lambda: len(answers.unavailable) > before + 5, "it is said that it is away", seconds=60)  # noqa: B023
                back = time.monotonic()
                until(lambda: answers.served[-1] > back, "it is back", seconds=30)  # noqa: B023
    finally:
        web.kill()
    assert set(answers.statuses) == {200, 503}, web.log.read_text()
    assert answers.without_retry == 0
    assert set(answers.acknowledged) <= set(Message.objects.values_list("message_id", flat=True))


def test_what_a_person_and_a_machine_are_told(db):
    make_world()
    _machine, key = make_machine("gates.read")
    client = Client(raise_request_exception=False)
    client.force_login(make_user(None, Role.SECRETARIAT))
    with database_away():
        page = client.get("/desk/", headers={"Accept-Language": "fr"})
        told = client.get("/api/v1/gates", headers={"Authorization": f"Bearer {key}"})
        health = client.get("/healthz")
    assert [(answer.status_code, answer["Retry-After"]) for answer in (page, told, health)] == [(503, "10")] * 3
    assert "La base de données ne répond pas pour le moment" in page.content.decode()
    assert told.json() == {
        "error": "unavailable",
        "message": "The database does not respond at the moment. Try again later.",
    }
    assert client.get("/healthz").status_code == 200


def test_control_a_fault_of_ours_is_none_of_the_databases(db):
    make_world()
    client = Client(raise_request_exception=False)
    client.force_login(make_user(None, Role.SECRETARIAT))
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE conference_conference RENAME TO elsewhere")
    try:
        answer = client.get("/desk/")
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO conference_conference")
    assert (answer.status_code, answer.headers.get("Retry-After")) == (500, None)
