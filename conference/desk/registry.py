"""What waits for a person: each app's `desk_tasks.py` registers a source of tasks, and the desk lists them by urgency."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import IntEnum
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from conference.core.access import RIGHTS, Actor
from conference.core.registry import Registry, name_of


class Urgency(IntEnum):
    """In which group a matter stands."""

    NOW = 1
    TODAY = 2
    BEFORE = 3


@dataclass(frozen=True)
class Task:
    """Something that waits for a person.

    Arguments: key, the same as long as the matter is the same; urgency; tone, `no`, `wait` or `info`, with mark and word, for the
    pill; title, the matter; why, its consequence in one sentence; remedy and url, the ONE thing to do, named by its effect (never
    "View"), and where;
    owner, whose matter it is (a role's label); at, when it arose or must be done by; parties, whose flags stand before the title;
    right, what the remedy needs: who may see the matter and lacks it is offered a look at it, and no button that would refuse.
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
    parties: tuple[Any, ...] = field(default_factory=tuple)
    right: str = ""
    others: bool = False  # set by `matters`: it is for others to remedy


def _first(entry: tuple[int, *tuple[Any, ...]]) -> int:
    return entry[0]


type Source = Callable[[Actor], Iterable[Task]]


@dataclass(frozen=True)
class Figure:
    """A number of the desk's head: `n` of `of`, what it counts, and a line below with a link to what is left."""

    n: int
    label: str | Promise
    of: int | None = None
    note: str | Promise = ""
    url: str = ""


# Each with its right; figures, panels and lights with their order before it.
sources: Registry[tuple[str, Source]] = Registry("sources of the desk")
heads: Registry[tuple[int, str, Callable[[Actor], Iterable[Figure]]]] = Registry("figures of the desk", order=_first)


def register_tasks(right: str, source: Source) -> Source:
    """Registers a source for those who hold `right`. It runs in a constant number of queries, two at most."""
    if right not in RIGHTS:
        raise KeyError(right)
    sources.add(name_of(source), (right, source))
    return source


def figures(order: int, right: str, source: Callable[[Actor], Iterable[Figure]]) -> None:
    """Registers figures for the desk's head, left to right by `order`."""
    if right not in RIGHTS:
        raise KeyError(right)
    heads.add(name_of(source), (order, right, source))


def tasks_for(actor: Actor) -> list[Task]:
    """Return every matter that `actor` may see, the most urgent first."""
    found = [matter for right, source in sources.values() if actor.may(right) for matter in source(actor)]
    mine = [matter if not matter.right or actor.may(matter.right) else _of_others(matter) for matter in found]
    return sorted(mine, key=lambda m: (m.urgency, m.tone != "no", m.key))


def _of_others(matter: Task) -> Task:
    return replace(matter, remedy=_("See how it stands"), others=True)


def all_figures(actor: Actor) -> list[Figure]:
    """Return the figures that `actor` may see."""
    return [figure for _order, right, source in heads.values() if actor.may(right) for figure in source(actor)]


@dataclass(frozen=True)
class Panel:
    """A section at the side of the desk's home: its template, and the context that the template gets as `panel`."""

    order: int
    right: str
    template: str
    source: Callable[[Actor], Any]


@dataclass(frozen=True)
class HealthStatus:
    """A word about the machinery at the foot of the desk: tone, mark and word for the pill, and a line in figures."""

    tone: str
    mark: str
    word: str | Promise
    text: str | Promise
    url: str = ""


panels: Registry[Panel] = Registry("panels of the desk", order=lambda panel: panel.order)
health: Registry[tuple[int, Callable[[], HealthStatus | None]]] = Registry("words on the machinery", order=_first)


def panel(order: int, right: str, template: str, source: Callable[[Actor], Any]) -> None:
    """Registers a panel. `source` runs in a constant number of queries; returning None leaves the panel out."""
    if right not in RIGHTS:
        raise KeyError(right)
    panels.add(template, Panel(order, right, template, source))


def register_health(order: int, source: Callable[[], HealthStatus | None]) -> None:
    """Registers a light for the foot line."""
    health.add(name_of(source), (order, source))


def all_panels(actor: Actor) -> list[tuple[str, Any]]:
    """Template and context of each panel that `actor` may see, in order."""
    allowed = [entry for entry in panels.values() if actor.may(entry.right)]
    found = [(entry.template, entry.source(actor)) for entry in allowed]
    return [(template, context) for template, context in found if context is not None]


def all_health() -> list[HealthStatus]:
    """Return the health lines at the foot of the desk, in order."""
    found = (source() for _order, source in health.values())
    return [entry for entry in found if entry is not None]
