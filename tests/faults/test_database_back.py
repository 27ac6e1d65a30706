"""After a restart of the database the first request finds a new connection."""

from __future__ import annotations

import pytest
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.test import RequestFactory

pytestmark = [
    pytest.mark.slow,
    pytest.mark.django_db(transaction=True),
]


def status_of_health() -> int:
    """As the web server asks."""
    environ = RequestFactory().get("/healthz").environ
    response = WSGIHandler()(environ, lambda *args: None)
    response.close()
    return response.status_code


@pytest.fixture
def keeps_its_connection():
    connection.ensure_connection()
    before = {name: connection.settings_dict[name] for name in ("CONN_MAX_AGE", "CONN_HEALTH_CHECKS")}
    connection.settings_dict["CONN_MAX_AGE"] = 600
    connection.close()
    connection.connect()
    yield
    connection.settings_dict.update(before)
    connection.close()


def end_the_connection() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [number] = cursor.fetchone()
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [number])
    finally:
        other.close()


def test_the_next_request_is_served(keeps_its_connection):
    assert connection.settings_dict["CONN_HEALTH_CHECKS"] is True
    assert status_of_health() == 200
    end_the_connection()
    assert status_of_health() == 200


def test_without_the_check_each_thread_s_next_request_fails(keeps_its_connection):
    connection.settings_dict["CONN_HEALTH_CHECKS"] = False
    connection.close()
    connection.connect()
    assert status_of_health() == 200
    end_the_connection()
    assert status_of_health() == 503
