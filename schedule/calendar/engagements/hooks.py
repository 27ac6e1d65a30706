"""What upper layers register in `hooks.py` about their engagements, as the calendar knows only a subject's type and key.

An engagement of an unregistered type is shown as "engaged" and no more, and stands in the way of a closure.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from conference.core.access import RIGHTS, Actor
from conference.core.registry import Registry, name_of
from schedule.calendar.models import Engagement, Room


@dataclass(frozen=True)
class Use:
    """A use of a room that takes no time in the calendar, such as a reception, which engages only its guests.

    `right`, a key of RIGHTS, may read the label.
    """

    starts: datetime
    ends: datetime
    label: str
    right: str
    url: str = ""


@dataclass(frozen=True)
class Subject:
    """A kind of thing that engages rooms and persons.

    Attributes:
        type: The model's label, such as `programme.session`.
        right: Key of RIGHTS; who may read the labels.
        urls: Pages by subject's key, for holders of the right. One query.
        rooms: Keys of rooms by subject's key, for subjects that engage none themselves. One query.
        bump: Takes the room from the subject and tells those concerned in the caller's transaction, or raises a UserError. Called as
            `bump(actor=…, key=…, reason=…)`; None if its own people must move it.
        uses: What is in a room then without an engagement. One query.
        bumps_offers: True if a room that an offer holds can be taken from it too.
        held: Which of these bookings hold a room that nobody has given yet: the subject is not there. Two queries at most.
    """

    type: str
    right: str
    urls: Callable[[Sequence[str]], Mapping[str, str]] | None = None
    rooms: Callable[[Sequence[str]], Mapping[str, int]] | None = None
    bump: Callable[..., Any] | None = None
    uses: Callable[[Room, datetime, datetime], Iterable[Use]] | None = None
    bumps_offers: bool = False
    held: Callable[[Collection[uuid.UUID]], Collection[uuid.UUID]] | None = None


@dataclass(frozen=True)
class Opener:
    """A page that fills a free moment; `url` takes a room and two moments."""

    label: Any
    right: str
    url: Callable[[Room | None, datetime, datetime], str]


subjects: Registry[Subject] = Registry("subjects of engagements", order=lambda subject: subject.type)
pages: Registry[Opener] = Registry("pages that take up a free moment")


def register(subject: Subject) -> Subject:
    """Declare `subject`. Raises KeyError for an unknown right, ValueError for a type declared twice."""
    if subject.right not in RIGHTS:
        raise KeyError(subject.right)
    return subjects.add(subject.type, subject)


def opener(found: Opener) -> Opener:
    """Declare a page that fills a free moment. Raises KeyError for an unknown right."""
    if found.right not in RIGHTS:
        raise KeyError(found.right)
    return pages.add(name_of(found.url), found)


def of_type(name: str) -> Subject | None:
    return subjects.get(name)


def all_subjects() -> list[Subject]:
    return list(subjects.values())


def openers(actor: Actor) -> list[Opener]:
    return [one for one in pages.values() if actor.may(one.right)]


def readable(row: Engagement, actor: Actor) -> bool:
    subject = of_type(row.subject_type)
    return subject is not None and actor.may(subject.right)


def by_type(rows: Iterable[Engagement]) -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for row in rows:
        found.setdefault(row.subject_type, {})[row.subject_id] = None
    return {name: list(keys) for name, keys in found.items()}


def only_held(rows: Iterable[Engagement]) -> set[uuid.UUID]:
    """Return the bookings of these that hold a room which nobody has given yet. Two queries at most for each kind that has such."""
    found: set[uuid.UUID] = set()
    bookings: dict[str, set[uuid.UUID]] = {}
    for row in rows:
        bookings.setdefault(row.subject_type, set()).add(row.booking)
    for name, of_these in bookings.items():
        subject = of_type(name)
        if subject is not None and subject.held is not None:
            found |= set(subject.held(of_these))
    return found


def urls_of(rows: Iterable[Engagement], actor: Actor) -> dict[tuple[str, str], str]:
    """Return addresses by (type, key) `actor` may read. One query a kind."""
    found: dict[tuple[str, str], str] = {}
    for name, keys in by_type(rows).items():
        subject = of_type(name)
        if subject is not None and subject.urls is not None and actor.may(subject.right):
            found |= {(name, key): url for key, url in subject.urls(keys).items()}
    return found
