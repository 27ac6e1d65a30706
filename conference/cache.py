"""The cache on Redis, whose loss slows nothing down for long and stops nothing.

Nothing that must hold stands in the cache: sign-ins are counted in the database, sessions are there. So a Redis that is away is a cache
that has forgotten everything, and after one failure it is left alone for a while: otherwise each question to a silent one would cost a
request its whole timeout.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache.backends.redis import RedisCache
from redis.exceptions import ConnectionError as NoConnection
from redis.exceptions import TimeoutError as NoAnswer

log = logging.getLogger(__name__)
LEFT_ALONE = 5.0  # seconds


class ForgetfulRedisCache(RedisCache):
    """Django's RedisCache; what it cannot ask is as if it had never been stored."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._away_until = 0.0

    def _try(self, ask: Callable[[], Any], otherwise: Any) -> Any:
        if time.monotonic() < self._away_until:
            return otherwise
        try:
            return ask()
        except (NoConnection, NoAnswer, OSError) as problem:
            self._away_until = time.monotonic() + LEFT_ALONE
            log.warning("The cache is away, and is left alone for %.0f s: %s", LEFT_ALONE, problem)
            return otherwise

    def add(self, *args: Any, **kwargs: Any) -> Any:
        """True, too, when nobody can tell: a lock is then nobody's, and is taken."""
        return self._try(lambda: super(ForgetfulRedisCache, self).add(*args, **kwargs), True)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._try(lambda: super(ForgetfulRedisCache, self).get(key, default, version), default)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._try(lambda: super(ForgetfulRedisCache, self).set(*args, **kwargs), None)

    def touch(self, *args: Any, **kwargs: Any) -> Any:
        return self._try(lambda: super(ForgetfulRedisCache, self).touch(*args, **kwargs), False)

    def delete(self, *args: Any, **kwargs: Any) -> Any:
        return self._try(lambda: super(ForgetfulRedisCache, self).delete(*args, **kwargs), False)

    def get_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._try(lambda: super(ForgetfulRedisCache, self).get_many(*args, **kwargs), {})

    def set_many(self, *args: Any, **kwargs: Any) -> Any:
        return self._try(lambda: super(ForgetfulRedisCache, self).set_many(*args, **kwargs), [])

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._try(lambda: super(ForgetfulRedisCache, self).delete_many(*args, **kwargs), None)

    def has_key(self, *args: Any, **kwargs: Any) -> Any:
        return self._try(lambda: super(ForgetfulRedisCache, self).has_key(*args, **kwargs), False)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> Any:
        """Raises ValueError as for a key that is not there."""
        found = self._try(lambda: super(ForgetfulRedisCache, self).incr(key, delta, version), None)
        if found is None:
            raise ValueError(f"Key '{key}' not found")
        return found

    def clear(self) -> Any:
        return self._try(lambda: super(ForgetfulRedisCache, self).clear(), False)
