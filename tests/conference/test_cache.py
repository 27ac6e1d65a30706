"""A Redis that is away is a cache that has forgotten everything, and costs a request little."""

from __future__ import annotations

import socket
import time

import pytest

from conference import cache as house_cache
from conference.cache import ForgetfulRedisCache
from tests.accounts.tools import sign_in, signed_in_as
from tests.people import make_user

LIMITS = {"socket_connect_timeout": 0.3, "socket_timeout": 0.3}


@pytest.fixture
def refusing() -> ForgetfulRedisCache:
    """Nobody listens there."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    return ForgetfulRedisCache(f"redis://127.0.0.1:{port}/0", {"OPTIONS": LIMITS})


@pytest.fixture
def silent():
    """Somebody listens and never says a word."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(8)
        yield ForgetfulRedisCache(f"redis://127.0.0.1:{listener.getsockname()[1]}/0", {"OPTIONS": LIMITS})


def test_what_cannot_be_asked_was_never_stored(refusing):
    refusing.set("a", 1)
    assert refusing.get("a") is None
    assert refusing.get("a", "otherwise") == "otherwise"
    assert refusing.add("lock", 1) is True
    assert refusing.get_many(["a", "b"]) == {}
    assert refusing.set_many({"a": 1}) == []
    assert refusing.get_or_set("a", lambda: 7) == 7
    assert (refusing.has_key("a"), "a" in refusing, refusing.touch("a"), refusing.delete("a")) == (False,) * 4
    refusing.delete_many(["a"])
    refusing.clear()
    with pytest.raises(ValueError, match="'a' not found"):
        refusing.incr("a")


def test_a_silent_one_is_waited_for_once(silent):
    start = time.monotonic()
    for number in range(50):
        silent.get(str(number))
    assert time.monotonic() - start < 1.5  # one timeout of 0.3 s, and not fifty


def test_it_is_asked_again_after_a_while(refusing, monkeypatch):
    refusing.get("a")
    assert refusing._away_until > time.monotonic()
    monkeypatch.setattr(house_cache, "LEFT_ALONE", 0.0)
    refusing._away_until = 0.0
    refusing.get("a")
    assert refusing._away_until <= time.monotonic()


@pytest.mark.django_db
def test_people_sign_in_while_it_is_away(client, settings):
    from django.core.cache import caches

    settings.CACHES = {
        "default": {
            "BACKEND": "conference.cache.ForgetfulRedisCache",
            "LOCATION": "redis://127.0.0.1:9/0",
            "OPTIONS": LIMITS,
        }
    }
    assert isinstance(caches["default"], ForgetfulRedisCache)
    user = make_user()
    assert sign_in(client, user).url == "/me/"
    assert signed_in_as(client) == user.pk


@pytest.mark.redis
def test_with_a_redis_it_is_django_s_own(request):
    import os

    url = os.environ.get("REDIS_URL")
    if not url:
        pytest.skip("needs REDIS_URL")
    cache = ForgetfulRedisCache(url, {"OPTIONS": LIMITS, "KEY_PREFIX": "test-forgetful"})
    cache.set("a", {"n": 1})
    assert cache.get("a") == {"n": 1}
    assert (cache.add("a", 2), cache.add("b", 2)) == (False, True)
    assert (cache.incr("b"), cache.delete("a"), cache.get("a")) == (3, True, None)
    cache.delete("b")
