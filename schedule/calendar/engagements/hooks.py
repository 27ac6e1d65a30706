"""What upper layers register in `hooks.py` about their engagements, as the calendar knows only a subject's type and key.

An engagement of an unregistered type is shown as "engaged" and no more, and stands in the way of a closure.
"""

import uuid
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from conference.core.access import RIGHTS, Actor
from conference.core.registry import Registry
from conference.db.together import Part
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
class FreeTimeLink:
    """A page that fills a free moment; `url` takes a room and two moments."""

    label: Any
    right: str
    url: Callable[[Room | None, datetime, datetime], str]


@dataclass(frozen=True)
class Subject:
    """A kind of model that engages rooms and persons. `urls` runs one query."""

    type: str  # the model's label, such as `programme.session`
    right: str  # key of RIGHTS; who may read the labels
    # Returns pages by subject's key, for holders of the right.
    urls: Callable[[Sequence[str]], Mapping[str, str]] | None = None
    # Returns the query set of subject's key and room's key, for subjects that engage none themselves.
    rooms: Callable[[Sequence[str]], QuerySet[Any, tuple[Any, ...]]] | None = None
    # `bump(actor=…, key=…, reason=…)` takes the room from the subject and tells those concerned in the caller's transaction, or raises
    # a UserError; None if its own people must move it.
    bump: Callable[..., Any] | None = None
    # Returns what is in a room then without an engagement.
    uses: Callable[[Room, datetime, datetime], Iterable[Use]] | None = None
    bumps_offers: bool = False  # a room that an offer holds can be taken from it too
    # Returns query sets of those of these bookings that hold a room which nobody has given yet: the subject is not there.
    only_held: Callable[[Collection[uuid.UUID]], Sequence[QuerySet[Any, Any]]] | None = None
    free_time_link: FreeTimeLink | None = None  # the page on which a new one fills a free moment


subjects: Registry[Subject] = Registry("subjects of engagements", order=lambda subject: subject.type)


def register_subject(subject: Subject) -> Subject:
    """Declare `subject`. Raises KeyError for an unknown right, ValueError for a type declared twice."""
    for right in (subject.right, *([subject.free_time_link.right] if subject.free_time_link else ())):
        RIGHTS[right]
    return subjects.add(subject.type, subject)


def free_time_links(actor: Actor) -> list[FreeTimeLink]:
    own = [subject.free_time_link for subject in subjects.values() if subject.free_time_link]
    return [link for link in own if actor.may(link.right)]


def is_readable(engagement: Engagement, actor: Actor) -> bool:
    subject = subjects.get(engagement.subject_type)
    return actor.trusted or (subject is not None and actor.may(subject.right))


def by_type(engagements: Iterable[Engagement]) -> dict[str, list[str]]:
    """Return the keys of the subjects, by type."""
    keys: dict[str, dict[str, None]] = {}
    for engagement in engagements:
        keys.setdefault(engagement.subject_type, {})[engagement.subject_id] = None
    return {name: list(of_type) for name, of_type in keys.items()}


def read_only_held(engagements: Iterable[Engagement]) -> Part:
    """Return the bookings of these that hold a room which nobody has given yet, as a part of a page."""
    bookings: dict[str, set[uuid.UUID]] = {}
    for engagement in engagements:
        bookings.setdefault(engagement.subject_type, set()).add(engagement.booking)
    needs = [
        rows
        for name, of_type in bookings.items()
        if (subject := subjects.get(name)) and subject.only_held
        for rows in subject.only_held(of_type)
    ]
    held = (yield needs) if needs else []
    return {booking for rows in held for booking in rows if booking is not None}


def read_rooms(keys: Mapping[str, Sequence[str]]) -> Part:
    """Return the room's key that these subjects' own app says, by type and key, as a part of a page."""
    asked = {
        name: subject.rooms(of_type)
        for name, of_type in keys.items()
        if of_type and (subject := subjects.get(name)) and subject.rooms
    }
    answers = (yield list(asked.values())) if asked else []
    return {
        (name, str(key)): room
        for name, rows in zip(asked, answers, strict=True)
        for key, room in rows
        if room is not None
    }


def urls_of(engagements: Iterable[Engagement], actor: Actor) -> dict[tuple[str, str], str]:
    """Return addresses by (type, key) that `actor` may read. One query a kind."""
    urls: dict[tuple[str, str], str] = {}
    for name, keys in by_type(engagements).items():
        subject = subjects.get(name)
        if subject is not None and subject.urls is not None and actor.may(subject.right):
            urls |= {(name, key): url for key, url in subject.urls(keys).items()}
    return urls
