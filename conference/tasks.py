"""Celery's way to what the ground does now and then. Tasks only call."""

from __future__ import annotations

from celery import shared_task

from conference.db import purging


@shared_task(name="conference.purge", expires=300)
def purge() -> int:
    """Deletes what was kept long enough. Returns how many rows."""
    return sum(count for _name, count in purging.purge())
