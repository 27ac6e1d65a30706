"""What waits for a person: sources of tasks, registered by each app's `desk_tasks.py`."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from conference.core.access import RIGHTS, Actor
from conference.core.registry import Registry, name_of

LAST = datetime(9999, 1, 1, tzinfo=UTC)  # when something without a time comes


class Urgency(IntEnum):
    NOW = 1
    TODAY = 2
    BEFORE = 3


@dataclass(frozen=True)
class Task:
    """Something that waits for a person.

    Arguments: key, the same as long as the matter is; tone, `no`, `wait` or `info`, with mark and word, for the pill; why, the consequence
    in one sentence; remedy and url, the ONE thing to do, named by its effect (never "View"), and where; owner, a role's label; at, since
    when it waits; due, by when it must be done; names, the first few whom it is about, each with an address; right, what the remedy needs:
    without it the reader gets a link to look at the matter instead.
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
    parties: tuple[Any, ...] = field(default_factory=tuple)
    names: tuple[tuple[str, str], ...] = field(default_factory=tuple)
    right: str = ""
    look: str = ""  # where others see how it stands, when they may not open `url`
    others: bool = False  # set by `tasks_for`: it is for others to remedy

    @property
    def hurts(self) -> tuple[Any, ...]:
        """Return what matters are sorted by: one's own first, then what is due soonest, what is refused, what waits longest."""
        return (self.urgency, self.others, self.due or LAST, self.tone != "no", self.at or LAST, self.key)


def _first(entry: tuple[int, *tuple[Any, ...]]) -> int:
    return entry[0]


type Source = Callable[[Actor], Iterable[Task]]


@dataclass(frozen=True)
class Figure:
    n: int
    label: str | Promise
    of: int | None = None
    note: str | Promise = ""
    url: str = ""


# Each with its right; figures, panels and lights with their order before it.
sources: Registry[tuple[str, Source]] = Registry("sources of the desk")
heads: Registry[tuple[int, str, Callable[[Actor], Iterable[Figure]]]] = Registry("figures of the desk", order=_first)


def register_tasks(right: str, source: Source) -> Source:
    """Register a source for those who hold `right`. It runs in at most two queries."""
    if right not in RIGHTS:
        raise KeyError(right)
    sources.add(name_of(source), (right, source))
    return source


def figures(order: int, right: str, source: Callable[[Actor], Iterable[Figure]]) -> None:
    if right not in RIGHTS:
        raise KeyError(right)
    heads.add(name_of(source), (order, right, source))


def tasks_for(actor: Actor) -> list[Task]:
    found = [matter for right, source in sources.values() if actor.may(right) for matter in source(actor)]
    mine = [matter if not matter.right or actor.may(matter.right) else _of_others(matter) for matter in found]
    return sorted(mine, key=lambda task: task.hurts)


def _of_others(matter: Task) -> Task:
    return replace(matter, remedy=_("See the current state"), url=matter.look or matter.url, others=True)


def all_figures(actor: Actor) -> list[Figure]:
    return [figure for _order, right, source in heads.values() if actor.may(right) for figure in source(actor)]


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


panels: Registry[Panel] = Registry("panels of the desk", order=lambda panel: panel.order)
health: Registry[tuple[int, Callable[[], HealthStatus | None]]] = Registry("words on the machinery", order=_first)


def panel(order: int, right: str, template: str, source: Callable[[Actor], Any]) -> None:
    """Register a panel. `source` runs in a constant number of queries; None leaves the panel out."""
    if right not in RIGHTS:
        raise KeyError(right)
    panels.add(template, Panel(order, right, template, source))


def register_health(order: int, source: Callable[[], HealthStatus | None]) -> None:
    health.add(name_of(source), (order, source))


def all_panels(actor: Actor) -> list[tuple[str, Any]]:
    allowed = [entry for entry in panels.values() if actor.may(entry.right)]
    found = [(entry.template, entry.source(actor)) for entry in allowed]
    return [(template, context) for template, context in found if context is not None]


def all_health(actor: Actor) -> list[HealthStatus]:
    found = (source() for _order, source in health.values())
    return [
        replace(entry, url="") if entry.right and not actor.may(entry.right) else entry
        for entry in found
        if entry is not None
    ]
