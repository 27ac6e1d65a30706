"""The cache lies in the database: processes count together, and an absent Redis costs a request nothing."""

from __future__ import annotations

import socket

import pytest
from django.core.cache import cache
from django.db import connection

from tests.accounts.tools import MISMATCH, TOO_MANY, code_now, enter_code, sign_in, signed_in_as
from tests.people import give_totp, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _empty_cache(db):
    cache.clear()


def rows() -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM conference_cache")
        return cursor.fetchall()


def test_people_sign_in_while_redis_is_away_and_nobody_asks_it(client, settings):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen(8)
        silent.setblocking(False)
        settings.CELERY_BROKER_URL = f"redis://127.0.0.1:{silent.getsockname()[1]}/0"
        user = make_user()
        assert sign_in(client, user).url == "/me/"
        assert signed_in_as(client) == user.pk
        client.logout()
        give_totp(user)
        sign_in(client, user)
        assert enter_code(client, code_now()).url == "/me/"
        with pytest.raises(BlockingIOError):
            silent.accept()


def test_guesses_from_one_address_of_the_network_are_counted_in_the_database(client):
    user = make_user()
    for number in range(30):
        answer = sign_in(client, f"nobody{number}@mission.example")
        assert answer.context["form"].non_field_errors() == [MISMATCH]
    assert sign_in(client, user).context["form"].non_field_errors() == [TOO_MANY]
    # The count is these rows and nothing that a process remembers: without them the next attempt is the first.
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM conference_cache")
    assert sign_in(client, user).url == "/me/"


def test_no_address_can_be_read_there(client):
    sign_in(client, make_user(), REMOTE_ADDR="192.0.2.77")
    assert rows()
    assert all(len(key) == 64 and int(key, 16) for key, _value in rows())
    assert "192.0.2.77" not in str(rows())


def test_what_is_stored_is_found_again_and_added_once():
    cache.set("a", {"n": 1})
    assert cache.get("a") == {"n": 1}
    assert (cache.add("a", 2), cache.add("b", 2)) == (False, True)
    assert (cache.incr("b"), cache.delete("a"), cache.get("a")) == (3, True, None)
