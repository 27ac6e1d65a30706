"""The desk's home: tasks, figures, panels and the health of the machinery, registered by each app's `desk_tasks.py`.

A module declares its tasks by a `TaskList`, and each source yields them:

    tasks = TaskList("bilaterals", Role.PROTOCOL, "bilaterals.place")

    @register_tasks("bilaterals.see")
    def conflicts(actor: Actor) -> Part:
        (meetings,) = yield [queries.conflicts()]
        for meeting in meetings:
            yield tasks.kind(f"conflict.{meeting.pk}", Urgency.NOW, "no", "✕", _("Conflict")).task(title=…, why=…, remedy=…)

So do figures, panels and words on the machinery; what all of them read goes to the database together (conference/db/together.py).
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import IntEnum
from itertools import groupby
from typing import Any, TypedDict, Unpack

from django.db.models import CharField, QuerySet, Value
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from conference.audit.models import Head
from conference.core.access import Actor, Role, check_right
from conference.core.registry import Registry, name_of
from conference.db import together
from conference.db.together import Part
from conference.models import Conference
from conference.translated import fill_sentence

LAST = datetime(9999, 1, 1, tzinfo=UTC)  # when something without a time comes


class Urgency(IntEnum):
    NOW = 1
    TODAY = 2
    UNDATED = 3  # of the desk's groups: what nothing says by when it must be done
    LATER = 4


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
        today: Whether it is for today although no hour is set.
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
    today: bool = False
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
    today: bool


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
    source: Callable[[], HealthStatus | Part | None]


AUDIT_HEAD = together.Shared(lambda: Head.objects.filter(pk=1))
CONFERENCE = together.Shared(lambda: Conference.objects.filter(pk=1))

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


def register_figures(order: int, right: str, source: Callable[[Actor], Iterable[Figure]]) -> None:
    check_right(right)
    parts.add(name_of(source), FigureSource(order, right, source))


@dataclass(frozen=True)
class Home:
    """What the desk's home shows to one person."""

    tasks: list[Task]
    figures: list[Figure]
    panels: list[tuple[str, Any]]
    health: list[HealthStatus]
    besides: list[Any]


def read_home(actor: Actor, besides: Sequence[QuerySet[Any]] = ()) -> Home:
    """Return what `actor` sees of all that is registered, most urgent first, with further query sets filled.

    A query for what the sources find at all, and one for each step of the source with the most steps.
    """
    asked, *filled = _find_with_rows(actor, besides)
    figures = [part for part in parts.of_kind(FigureSource) if actor.may(part.right)]
    panels = [part for part in parts.of_kind(Panel) if actor.may(part.right)]
    health = parts.of_kind(HealthSource)
    groups = [
        [entry.source(actor) for entry in asked],
        [part.source(actor) for part in figures],
        [_one(part.source(actor)) for part in panels],
        [_one(part.source()) for part in health],
    ]
    results = iter(together.run(part for group in groups for part in group))
    tasks, shown, contexts, statuses = ([next(results) for _part in group] for group in groups)
    return Home(
        tasks=_in_order(actor, tasks),
        figures=[figure for of_source in shown for figure in of_source],
        panels=[(part.template, context) for part, own in zip(panels, contexts, strict=True) for context in own],
        health=[_status_seen_by(actor, status) for own in statuses for status in own],
        besides=filled,
    )


def _one(part: Any) -> Any:
    """Return the part of a page as what yields it: the generator itself, or the one thing that was returned at once."""
    if isinstance(part, Generator):
        return part
    return [] if part is None else [part]


def tasks_for(actor: Actor) -> list[Task]:
    """Return the tasks that `actor` sees, most urgent first; those of others with a link to the current state."""
    (asked,) = _find_with_rows(actor)
    return _in_order(actor, together.run(entry.source(actor) for entry in asked))


def _find_with_rows(actor: Actor, besides: Sequence[QuerySet[Any]] = ()) -> list[Any]:
    """Return the sources that are to be asked, and the further query sets filled. One query, or none."""
    allowed = {name: entry for name, entry in sources.items() if actor.may(entry.right)}
    selects = [
        rows().order_by().values_list(Value(name, CharField()), flat=True)[:1]
        for name, entry in allowed.items()
        for rows in entry.rows
    ]
    union = [selects[0].union(*selects[1:], all=True).order_by()] if selects else []
    filled = together.fetch([*union, *besides])
    with_rows = set(filled[0]) if union else set()
    asked = [entry for name, entry in allowed.items() if not entry.rows or name in with_rows]
    return [asked, *filled[len(union) :]]


def _in_order(actor: Actor, tasks: Iterable[Iterable[Task]]) -> list[Task]:
    return sorted((_as_seen_by(actor, task) for of_source in tasks for task in of_source), key=lambda task: task.rank)


def group_tasks(tasks: Iterable[Task], tonight: datetime) -> dict[Urgency, list[Task]]:
    """Return the tasks by when they are to be done, seen from the day that ends at `tonight`, each group by rank."""
    regrouped = sorted((replace(task, urgency=_group_of(task, tonight)) for task in tasks), key=lambda task: task.rank)
    return {urgency: list(rows) for urgency, rows in groupby(regrouped, key=lambda task: task.urgency)}


def _group_of(task: Task, tonight: datetime) -> Urgency:
    """Return the task's urgency; what is due later, or on no day, is not for today."""
    if task.urgency != Urgency.TODAY or task.today:
        return task.urgency
    if task.due is None:
        return Urgency.UNDATED
    return Urgency.TODAY if task.due < tonight else Urgency.LATER


def _as_seen_by(actor: Actor, task: Task) -> Task:
    if not task.right or actor.may(task.right):
        return task
    return replace(task, remedy=_("See the current state"), url=task.look or task.url, others=True)


def _status_seen_by(actor: Actor, status: HealthStatus) -> HealthStatus:
    return replace(status, url="") if status.right and not actor.may(status.right) else status


def register_panel(order: int, right: str, template: str, source: Callable[[Actor], Any]) -> None:
    """Register a panel. `source` runs in a constant number of queries; None leaves the panel out."""
    check_right(right)
    parts.add(template, Panel(order, right, template, source))


def register_health(order: int, source: Callable[[], HealthStatus | Part | None]) -> None:
    parts.add(name_of(source), HealthSource(order, source))
