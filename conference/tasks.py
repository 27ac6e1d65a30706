"""Celery tasks of no one app."""

from __future__ import annotations

from celery import shared_task

from conference.db import purging


@shared_task(name="conference.purge", expires=300)
def purge() -> int:
    """Delete what is no longer kept. Return how many rows."""
    return sum(count for _name, count in purging.purge())
