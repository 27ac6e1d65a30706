"""What upper layers tell the calendar of their engagements, in `calendar_hooks.py`: who may read them, where they are, what can be moved.

The calendar stands below them and knows only a subject's type and key. An engagement of a type that nobody registered is shown as
"engaged" and no more, and stands in the way of a closure.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conference.core.access import RIGHTS, Actor
from conference.core.registry import Registry, name_of
from schedule.calendar.models import Engagement, Room


@dataclass(frozen=True)
class Use:
    """A use of a room that takes no time in the calendar, such as a reception: its own list holds its guests' time, not the room's.

    `right`, a key of RIGHTS, may read the label.
    """

    starts: datetime
    ends: datetime
    label: str
    right: str
    url: str = ""


@dataclass(frozen=True)
class Subject:
    """One kind of thing that engages rooms and persons.

    Arguments: type, the model's label such as `programme.session`; right, a key of RIGHTS: who may read the labels; urls, addresses by
    key for those keys that have a page, for whoever holds the right (one query); rooms, where the persons of subjects are that engage no
    room themselves, as rooms' keys by subject's key (one query); bump, takes the room away from the subject of that key and tells whom it
    concerns, within the caller's transaction, or raises a UserError: called as `bump(actor=…, key=…, reason=…)`; None for what has to be
    moved by its own people first; uses, what is in a room between two moments without an engagement (one query).
    """

    type: str
    right: str
    urls: Callable[[Sequence[str]], Mapping[str, str]] | None = None
    rooms: Callable[[Sequence[str]], Mapping[str, int]] | None = None
    bump: Callable[..., Any] | None = None
    uses: Callable[[Room, datetime, datetime], Iterable[Use]] | None = None


@dataclass(frozen=True)
class Opener:
    """A page on which something new can be put into a free moment: its words, who may, and the address for a room and two moments."""

    label: Any
    right: str
    url: Callable[[Room | None, datetime, datetime], str]


subjects: Registry[Subject] = Registry("subjects of engagements", order=lambda subject: subject.type)
pages: Registry[Opener] = Registry("pages that take up a free moment")


def register(subject: Subject) -> Subject:
    """Declares `subject`. Raises KeyError for a right that the table doesn't list, ValueError for a type declared twice."""
    if subject.right not in RIGHTS:
        raise KeyError(subject.right)
    return subjects.add(subject.type, subject)


def opener(found: Opener) -> Opener:
    """Declares a page that takes up a free moment. Raises KeyError for an unknown right."""
    if found.right not in RIGHTS:
        raise KeyError(found.right)
    return pages.add(name_of(found.url), found)


def of_type(name: str) -> Subject | None:
    """The kind of that type; None when no app has declared it."""
    return subjects.get(name)


def all_subjects() -> list[Subject]:
    """Every kind, by type."""
    return list(subjects.values())


def openers(actor: Actor) -> list[Opener]:
    """The pages that this actor may use."""
    return [one for one in pages.values() if actor.may(one.right)]


def readable(row: Engagement, actor: Actor) -> bool:
    """True when `actor` may read what the engagement is about."""
    subject = of_type(row.subject_type)
    return subject is not None and actor.may(subject.right)


def by_type(rows: Iterable[Engagement]) -> dict[str, list[str]]:
    """Type to the keys of its subjects, each once, in the order in which they come."""
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        found.setdefault(row.subject_type, {})[row.subject_id] = None
    return {name: list(keys) for name, keys in found.items()}


def urls_of(rows: Iterable[Engagement], actor: Actor) -> dict[tuple[str, str], str]:
    """Addresses by type and key, of what `actor` may read. One query a kind."""
    found: dict[tuple[str, str], str] = {}
    for name, keys in by_type(rows).items():
        subject = of_type(name)
        if subject is not None and subject.urls is not None and actor.may(subject.right):
            found |= {(name, key): url for key, url in subject.urls(keys).items()}
    return found
