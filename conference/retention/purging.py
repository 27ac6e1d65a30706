"""Delete what is kept only for a while; readers pass over what is too old before."""

import logging
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import F, Min, Q, QuerySet, TextField
from django.db.models.functions import Cast

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM
from conference.core.registry import Registry
from conference.files import stored_files
from conference.retention import periods
from conference.retention.kinds import KINDS, CountedFrom
from conference.retention.models import RetentionPeriod

PURGED = "retention.purged"
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class PurgeTask:
    """Deletes one sort of rows when the period of its kind is over.

    Args:
        kind: A key of KINDS; empty for what no secretariat sets, since it ends by itself or is about nobody.
        count_due: Returns how many rows are due at a moment.
        purge_due: Deletes them, and returns how many.
        oldest_due: Returns since when the oldest of them exists, where that is known.
    """

    kind: str
    count_due: Callable[[datetime], int]
    purge_due: Callable[[datetime], int]
    oldest_due: Callable[[datetime], datetime | None] = lambda now: None


@dataclass(frozen=True)
class PurgeResult:
    """A line of the report. `deleted` is None in a dry run, and when the task failed (`error`)."""

    name: str
    kind: str
    due: int
    oldest: datetime | None
    deleted: int | None = None
    error: str = ""


# By the name that the report prints. Each app's `upkeep.py` adds its own.
tasks: Registry[PurgeTask] = Registry("tasks of purging")


def delete_rows(
    kind: str,
    due: Callable[[datetime], QuerySet],
    since: str,
    purge_due: Callable[[datetime], int] | None = None,
) -> PurgeTask:
    """Return a task that deletes the rows of `due`.

    Args:
        since: The column of their age.
        purge_due: How they are deleted, where more than the rows goes.
    """

    def delete(now: datetime) -> int:
        rows = due(now)
        return rows.delete()[1].get(rows.model._meta.label, 0)

    return PurgeTask(kind, lambda now: due(now).count(), purge_due or delete, lambda now: _oldest(due(now), since))


def clear_columns(kind: str, rows: Callable[[], QuerySet], values: Mapping[str, object], since: str = "") -> PurgeTask:
    """Return a task that empties columns after the conference, in rows that stay without them.

    Args:
        rows: Those that still hold something.
        values: What is written, by column.
        since: The column of their age; empty where there is none.
    """

    def due(now: datetime) -> QuerySet:
        return rows() if periods.is_over(kind, now) else rows().none()

    def oldest_due(now: datetime) -> datetime | None:
        return _oldest(due(now), since) if since else None

    return PurgeTask(kind, lambda now: due(now).count(), lambda now: due(now).update(**values), oldest_due)


def after_conference(
    kind: str, rows: Callable[[], QuerySet], since: str, purge_due: Callable[[datetime], int] | None = None
) -> PurgeTask:
    """Return a task that deletes rows when the period after the conference is over; the rest as of `delete_rows`."""
    return delete_rows(kind, lambda now: rows() if periods.is_over(kind, now) else rows().none(), since, purge_due)


def _oldest(rows: QuerySet, since: str) -> datetime | None:
    oldest: datetime | None = rows.order_by().annotate(since=F(since)).aggregate(oldest=Min("since"))["oldest"]
    return oldest


def purge(now: datetime | None = None, *, dry_run: bool = False) -> Iterator[PurgeResult]:
    """Run each task, then remove files that no row names; yield what was due and deleted.

    A task that fails deletes nothing, and the others go on.
    """
    now = now or clock.now()
    for name, task in tasks.items():
        try:
            yield count(name, task, now) if dry_run else _run(name, task, now)
        except Exception as problem:
            logger.exception("The purge of %s failed", name)
            yield PurgeResult(name, task.kind, 0, None, error=type(problem).__name__)
    unused = stored_files.unused() if dry_run else []
    deleted = None if dry_run else stored_files.remove_unused()
    yield PurgeResult("files that no row names", "", len(unused) if dry_run else deleted or 0, None, deleted)


def count(name: str, task: PurgeTask, now: datetime) -> PurgeResult:
    return PurgeResult(name, task.kind, task.count_due(now), task.oldest_due(now))


@lifecycle.use_case
def _run(name: str, task: PurgeTask, now: datetime) -> PurgeResult:
    result = count(name, task, now)
    deleted = task.purge_due(now) if result.due else 0
    # What was never saved goes every few minutes, and is no decision about anybody: it would fill the audit log.
    if deleted and task.kind and KINDS[task.kind].counted_from is not CountedFrom.MADE:
        period = RetentionPeriod(kind=task.kind, length=periods.get_lengths()[task.kind])
        oldest = result.oldest.isoformat() if result.oldest else ""
        details = {"task": name, "deleted": deleted, "oldest": oldest, "days": period.length}
        lifecycle.log(period, actor=SYSTEM, verb=PURGED, details=details)
    return PurgeResult(name, task.kind, result.due, result.oldest, deleted)


def count_by_kind(kinds: Iterable[str], now: datetime) -> dict[str, int]:
    """Return how many rows of each of these kinds are due."""
    counts = dict.fromkeys(kinds, 0)
    for task in tasks.values():
        if task.kind in counts:
            counts[task.kind] += task.count_due(now)
    return counts


def with_content(rows: QuerySet, *columns: str) -> QuerySet:
    """Return the rows in which one of these texts is not empty, encrypted ones too: an empty text is stored as such."""
    stored = {f"stored_{name}": Cast(F(name), TextField()) for name in columns}
    is_filled = reduce(or_, (~Q(**{name: ""}) for name in stored))
    filled: QuerySet = rows.order_by().alias(**stored).filter(is_filled)
    return filled
