"""The conference's clock, which the demo and tests can set. Leases, sessions and signatures use the machine's clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone

_standing: ContextVar[datetime | None] = ContextVar("standing", default=None)


def now() -> datetime:
    return _standing.get() or timezone.now() + settings.CLOCK_OFFSET


@contextmanager
def standing(moment: datetime) -> Iterator[None]:
    token = _standing.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _standing.reset(token)


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    return moment.astimezone(zone)


def day_bounds(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the half-open range of moments, in UTC, of `day` in `zone`."""
    start = datetime.combine(day, time(), zone)
    return start.astimezone(UTC), datetime.combine(day + timedelta(days=1), time(), zone).astimezone(UTC)


def offset_label(moment: datetime) -> str:
    """Return `UTC+7`, `UTC+5:30` or `UTC`."""
    seconds = int((moment.utcoffset() or timedelta()).total_seconds())
    if not seconds:
        return "UTC"
    hours, rest = divmod(abs(seconds), 3600)
    minutes = f":{rest // 60:02d}" if rest else ""
    return f"UTC{'+' if seconds > 0 else '−'}{hours}{minutes}"
