from __future__ import annotations

from datetime import datetime, timedelta

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM
from conference.core.lifecycle import AuditedModel
from conference.models import Conference
from conference.retention import purging


def run_purge(now: datetime | None = None) -> dict[str, int | None]:
    """Return what the purge deleted, by the name of the task."""
    return {result.name: result.deleted for result in purging.purge(now)}


def after_end(days: float) -> datetime:
    """Return the moment so many days after the end of the last day, at the conference."""
    conference = Conference.objects.get()
    return clock.day_bounds(conference.ends_on, conference.zone)[1] + timedelta(days=days)


@lifecycle.use_case
def make[T: AuditedModel](row: T) -> T:
    """Save an audited row with its entry."""
    return lifecycle.create(row, actor=SYSTEM, verb="test.made")
