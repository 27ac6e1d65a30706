"""A kept connection that PostgreSQL ended is noticed before it is used, without a query."""

from __future__ import annotations

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from conference.db.postgresql.base import DatabaseWrapper

pytestmark = [
    pytest.mark.django_db(transaction=True),
]


@pytest.fixture
def kept():
    settings = {**connection.settings_dict, "CONN_HEALTH_CHECKS": True, "CONN_MAX_AGE": 600}
    wrapper = DatabaseWrapper(settings, alias="default")
    ask(wrapper)
    yield wrapper
    wrapper.close()


def ask(wrapper):
    """Return its server process's number, asked as a request's first query."""
    wrapper.close_if_unusable_or_obsolete()  # what Django does when a request begins
    with wrapper.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


def end(pid):
    """End that connection at the server, and return when it is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
        assert cursor.fetchone()[0]


def test_a_living_one_is_kept_and_not_asked(kept):
    pid = ask(kept)
    with CaptureQueriesContext(kept) as queries:
        assert ask(kept) == pid
    assert len(queries) == 1


def test_an_ended_one_is_replaced(kept):
    pid = ask(kept)
    end(pid)
    assert ask(kept) != pid


def test_without_a_look_at_it_the_request_fails(kept, monkeypatch):
    monkeypatch.setattr(DatabaseWrapper, "close_if_health_check_failed", lambda self: None)
    end(ask(kept))
    with pytest.raises(OperationalError):
        ask(kept)
