"""How long each kind of data is kept, and what is due by then."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import connection

from conference.core import clock
from conference.db import reference_tables
from conference.models import Conference
from conference.retention.kinds import KINDS
from conference.retention.models import RetentionPeriod

_assumed: ContextVar[Mapping[str, int] | None] = ContextVar("assumed", default=None)


def _read_lengths() -> dict[str, int]:
    set_lengths = dict(RetentionPeriod.objects.values_list("kind", "length"))
    return {code: set_lengths.get(code, kind.default) for code, kind in KINDS.items()}


_lengths = reference_tables.CachedTable(_read_lengths)


def get_lengths() -> dict[str, int]:
    """Return the length of each kind's period, in the kind's unit."""
    return {**_lengths(), **(_assumed.get() or {})}


def get_period(kind: str) -> timedelta:
    return KINDS[kind].as_period(get_lengths()[kind])


@contextmanager
def assume(lengths: Mapping[str, int]) -> Iterator[None]:
    """Let the block read these lengths, to count what they would delete."""
    token = _assumed.set(lengths)
    try:
        yield
    finally:
        _assumed.reset(token)


def get_limit(kind: str, now: datetime) -> datetime:
    """Return the moment before which data of this kind are too old."""
    return now - get_period(kind)


def conference_end() -> datetime | None:
    """Return the end of the last day, by the clock of the conference; None before the conference is entered."""
    conference = Conference.objects.filter(pk=1).first()
    return clock.day_bounds(conference.ends_on, conference.zone)[1] if conference else None


def is_over(kind: str, now: datetime) -> bool:
    """Return whether the period, counted from the end of the conference, is over."""
    end = conference_end()
    return end is not None and end <= get_limit(kind, now)


PURGING = "plenipo.purging"  # a setting of the transaction: the kind whose rows a purge deletes


def is_purging(kind: str) -> str:
    """Return the SQL condition under which guards let rows be deleted that else stay for ever.

    A purge of the kind runs, and the period after the conference is over by the database's own clock.
    """
    table, conference = RetentionPeriod._meta.db_table, Conference._meta.db_table
    end = "(c.ends_on + 1)::timestamp AT TIME ZONE c.zone_name"
    return (
        f"coalesce(current_setting('{PURGING}', true), '') = '{kind}' AND EXISTS (SELECT 1 FROM {conference} c WHERE c.id = 1 AND {end} + "  # noqa: S608
        f"coalesce((SELECT length FROM {table} WHERE kind = '{kind}'), {KINDS[kind].default}) * interval '1 day' <= now())"
    )


@contextmanager
def purging(kind: str) -> Iterator[None]:
    """Let the block, within a transaction, delete what `is_purging` protects."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config(%s, %s, true)", [PURGING, kind])
        yield  # an error rolls the setting back with all else
        cursor.execute("SELECT set_config(%s, '', true)", [PURGING])
