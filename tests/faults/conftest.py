"""A real Celery worker on the test's database, a broker that can be stopped, a mail server."""

from __future__ import annotations

import contextlib
import os
import uuid
from collections.abc import Iterator

import pytest
from redis import Redis
from redis.exceptions import RedisError

from tests.correspondence.conftest import trial  # noqa: F401 (a fixture)
from tests.correspondence.sink import Server
from tests.faults.support.processes import Broker
from tests.people import make_conference


@pytest.fixture
def queue_name() -> str:
    return f"faults-{uuid.uuid4().hex[:8]}"


@pytest.fixture
def redis_url(queue_name) -> Iterator[str]:
    """Skip visibly without REDIS_URL; in CI that is an error."""
    url = os.environ.get("REDIS_URL", "")
    if not url and os.environ.get("CI"):
        pytest.fail("CI must give REDIS_URL: this test shows that no message is lost")
    if not url:
        pytest.skip("needs a Redis: set REDIS_URL")
    yield url
    with contextlib.suppress(RedisError):
        redis = Redis.from_url(url)
        for key in redis.scan_iter(f"{queue_name}:*"):
            redis.delete(key)


@pytest.fixture
def mail_server(transactional_db, trial) -> Iterator[Server]:  # noqa: F811
    make_conference()
    with Server() as server:
        yield server


@pytest.fixture
def broker() -> Iterator[Broker]:
    own = Broker()
    own.start()
    yield own
    own.stop()
