from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from kombu import pools

from conference.celery import app


@contextmanager
def broker_at(url: str) -> Iterator[None]:
    """Send tasks to `url`; let connections to other brokers go before and after."""
    before = app.conf.broker_url
    _forget()
    app.conf.broker_url = app.conf.broker_read_url = app.conf.broker_write_url = url
    try:
        yield
    finally:
        _forget()
        app.conf.broker_url = app.conf.broker_read_url = app.conf.broker_write_url = before


def _forget() -> None:
    pools.reset()
    app._pool = None
    app.amqp._producer_pool = None
