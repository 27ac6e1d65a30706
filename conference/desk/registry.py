"""The desk's home: tasks, figures, panels and the health of the machinery, registered by each app's `desk_tasks.py`.

A module declares its tasks by a `TaskList`, and each source yields them:

    tasks = TaskList("bilaterals", Role.PROTOCOL, "bilaterals.place")

    @register_tasks("bilaterals.see")
    def conflicts(actor: Actor) -> Iterator[Task]:
        for meeting in queries.conflicts():
            yield tasks.kind(f"conflict.{meeting.pk}", Urgency.NOW, "no", "✕", _("Conflict")).task(title=…, why=…, remedy=…)
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum
from functools import wraps
from typing import Any, TypedDict, Unpack

from django.db.models import CharField, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from conference.core.access import Actor, Role, check_right
from conference.core.registry import Registry, name_of
from conference.translated import fill_sentence

LAST = datetime(9999, 1, 1, tzinfo=UTC)  # when something without a time comes


class Urgency(IntEnum):
    NOW = 1
    TODAY = 2
    LATER = 3


@dataclass(frozen=True)
class Task:
    """Something that waits for a person.

    Args:
        key: The same as long as the task waits.
        why: The consequence, in one sentence.
        remedy: The one thing to do, named by its effect (never "View").
        url: Where it is done.
        owner: A role's label.
        at: Since when it waits.
        due: By when it must be done.
        names: The first few persons whom it is about, each with an address.
        right: What the remedy needs; without it the reader gets a link to the current state instead.
        look: Where the current state is shown to those who may not open `url`.
        others: Whether it is for others to remedy; set by `tasks_for`.
    """

    key: str
    urgency: Urgency
    tone: str
    mark: str
    word: str | Promise
    title: str | Promise
    why: str | Promise
    remedy: str | Promise
    url: str
    owner: str | Promise = ""
    at: datetime | None = None
    due: datetime | None = None
    parties: tuple[Any, ...] = ()
    names: tuple[tuple[str, str], ...] = ()
    right: str = ""
    look: str = ""
    others: bool = False

    @property
    def rank(self) -> tuple[Any, ...]:
        """Return what tasks are sorted by: one's own first, then what is due soonest, what is refused, what waits longest."""
        return (self.urgency, self.others, self.due or LAST, self.tone != "no", self.at or LAST, self.key)


class TaskSubject(TypedDict, total=False):
    """Whom a task is about, and by when it must be done."""

    due: datetime | None
    parties: tuple[Any, ...]
    names: tuple[tuple[str, str], ...]


class TaskFields(TaskSubject, total=False):
    """The fields that only some tasks have."""

    owner: Role | str
    right: str
    look: str
    at: datetime | None


@dataclass(frozen=True)
class TaskList:
    """What the tasks of a module share: the prefix of their keys and, unless a task says otherwise, their owner and right."""

    prefix: str
    owner: Role | str = ""
    right: str = ""

    def kind(self, key: str, urgency: Urgency, tone: str, mark: str, word: str | Promise) -> TaskKind:
        return TaskKind(self, key, urgency, tone, mark, word)


@dataclass(frozen=True)
class TaskKind:
    """The key of a task within its list, its urgency, and its pill: the tone (`no`, `wait` or `info`), a mark and a word."""

    tasks: TaskList
    key: str
    urgency: Urgency
    tone: str
    mark: str
    word: str | Promise

    def task(
        self,
        *,
        title: str | Promise,
        why: str | Promise,
        remedy: tuple[str | Promise, str],
        values: Mapping[str, object] | None = None,
        **fields: Unpack[TaskFields],
    ) -> Task:
        """Return the task.

        Args:
            remedy: What to do, and the address.
            values: Fill the word, the title, the reason and the remedy.
        """
        fields = {"owner": self.tasks.owner, "right": self.tasks.right, **fields}
        if isinstance(fields["owner"], Role):
            fields["owner"] = str(fields["owner"].label)
        texts = (self.word, title, why, remedy[0])
        word, title, why, label = (fill_sentence(str(text), values) for text in texts) if values else texts
        return Task(
            key=f"{self.tasks.prefix}.{self.key}",
            urgency=self.urgency,
            tone=self.tone,
            mark=self.mark,
            word=word,
            title=title,
            why=why,
            remedy=label,
            url=remedy[1],
            **fields,
        )


type TaskSource = Callable[[Actor], Iterable[Task]]
type Rows = Callable[[], QuerySet[Any]]


@dataclass(frozen=True)
class RegisteredSource:
    """A source of tasks for those who hold `right`; while none of `rows` has any, it is not asked."""

    right: str
    source: TaskSource
    rows: tuple[Rows, ...]


@dataclass(frozen=True)
class Figure:
    n: int
    label: str | Promise
    of: int | None = None
    note: str | Promise = ""
    url: str = ""


@dataclass(frozen=True)
class FigureSource:
    """Figures at the head of the desk's home."""

    order: int
    right: str
    source: Callable[[Actor], Iterable[Figure]]


@dataclass(frozen=True)
class Panel:
    """A section at the side of the desk's home; its template gets the context as `panel`."""

    order: int
    right: str
    template: str
    source: Callable[[Actor], Any]


@dataclass(frozen=True)
class HealthStatus:
    """One word on the machinery; `url` is offered to holders of `right` alone."""

    tone: str
    mark: str
    word: str | Promise
    text: str | Promise
    url: str = ""
    right: str = ""


@dataclass(frozen=True)
class HealthSource:
    """A word at the foot of the desk's home."""

    order: int
    source: Callable[[], HealthStatus | None]


# Of tasks; and what else the desk's home shows.
sources: Registry[RegisteredSource] = Registry("sources of the desk")
parts: Registry[FigureSource | Panel | HealthSource] = Registry("parts of the desk", order=lambda part: part.order)


def register_tasks(right: str, *rows: Rows) -> Callable[[TaskSource], TaskSource]:
    """Register the decorated source of tasks for those who hold `right`; raise KeyError for an unknown right.

    Args:
        rows: Without a row in one of these the source has no task, and is not asked. All of them are looked at in one query.
    """
    check_right(right)

    def register(source: TaskSource) -> TaskSource:
        sources.add(name_of(source), RegisteredSource(right, source, rows))
        return source

    return register


_shared: ContextVar[dict[str, Any] | None] = ContextVar("shared", default=None)


@contextmanager
def reading_once() -> Iterator[None]:
    """Run each query of `read_once` at most once."""
    token = _shared.set({})
    try:
        yield
    finally:
        _shared.reset(token)


def read_once[T](query: Callable[[], T]) -> Callable[[], T]:
    """Share what several sources read, within `reading_once`."""

    @wraps(query)
    def read() -> T:
        results = _shared.get()
        if results is None:
            return query()
        name = name_of(query)
        if name not in results:
            results[name] = query()
        return results[name]  # type: ignore[no-any-return]

    return read


def register_figures(order: int, right: str, source: Callable[[Actor], Iterable[Figure]]) -> None:
    check_right(right)
    parts.add(name_of(source), FigureSource(order, right, source))


def tasks_for(actor: Actor, tonight: datetime = LAST) -> list[Task]:
    """Return the tasks that `actor` sees, most urgent first; those of others with a link to the current state.

    What is due after `tonight`, the end of the day, is not for today.
    """
    allowed = {name: entry for name, entry in sources.items() if actor.may(entry.right)}
    with_rows = _find_with_rows(allowed)
    asked = [entry for name, entry in allowed.items() if not entry.rows or name in with_rows]
    tasks = [task for entry in asked for task in entry.source(actor)]
    return sorted((_as_seen_by(actor, task, tonight) for task in tasks), key=lambda task: task.rank)


def _find_with_rows(entries: Mapping[str, RegisteredSource]) -> set[str]:
    """Return the names of those whose rows are not empty. One query, or none."""
    selects = [
        rows().order_by().values_list(Value(name, CharField()), flat=True)[:1]
        for name, entry in entries.items()
        for rows in entry.rows
    ]
    return set(selects[0].union(*selects[1:], all=True).order_by()) if selects else set()


def _as_seen_by(actor: Actor, task: Task, tonight: datetime) -> Task:
    if task.urgency == Urgency.TODAY and task.due and task.due >= tonight:
        task = replace(task, urgency=Urgency.LATER)
    if not task.right or actor.may(task.right):
        return task
    return replace(task, remedy=_("See the current state"), url=task.look or task.url, others=True)


def all_figures(actor: Actor) -> list[Figure]:
    allowed = [part for part in parts.of_kind(FigureSource) if actor.may(part.right)]
    return [figure for part in allowed for figure in part.source(actor)]


def register_panel(order: int, right: str, template: str, source: Callable[[Actor], Any]) -> None:
    """Register a panel. `source` runs in a constant number of queries; None leaves the panel out."""
    check_right(right)
    parts.add(template, Panel(order, right, template, source))


def register_health(order: int, source: Callable[[], HealthStatus | None]) -> None:
    parts.add(name_of(source), HealthSource(order, source))


def all_panels(actor: Actor) -> list[tuple[str, Any]]:
    allowed = [entry for entry in parts.of_kind(Panel) if actor.may(entry.right)]
    contexts = [(entry.template, entry.source(actor)) for entry in allowed]
    return [(template, context) for template, context in contexts if context is not None]


def all_health(actor: Actor) -> list[HealthStatus]:
    statuses = (part.source() for part in parts.of_kind(HealthSource))
    return [
        replace(status, url="") if status.right and not actor.may(status.right) else status
        for status in statuses
        if status is not None
    ]
