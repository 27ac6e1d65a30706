"""Taking time: every app of this layer engages rooms and persons through here, in its own transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import batched, pairwise

from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.core.concurrency import removed_message
from conference.core.errors import AlreadyDecided, UserError
from conference.db import prepared
from conference.look.lists import sentences
from conference.look.times import span_text
from conference.models import current_conference
from conference.translated import FALLBACK, Translated
from delegations.registration.models import Delegate
from schedule.calendar.models import Engagement, Interpreter, Room

# How often a claim is tried again when whatever stood in its way has gone meanwhile.
TRIES = 4


@dataclass(frozen=True)
class Claim:
    """What is wanted: all of `rooms`, `persons` and `interpreters` from `starts` (in) to `ends` (out), for `subject`.

    Attributes:
        kind: Such as `bilateral`.
        label: What their own side reads, by language or in English.
        holds_until: When a pending offer's hold ends.
        for_heads: True if every head of delegation attends.
        booking: The key that the rows will share.
    """

    subject: models.Model
    kind: str
    label: str | Mapping[str, str]
    starts: datetime
    ends: datetime
    rooms: Sequence[Room] = ()
    persons: Sequence[Delegate] = ()
    holds_until: datetime | None = None
    for_heads: bool = False
    booking: uuid.UUID = field(default_factory=uuid.uuid4)
    interpreters: Sequence[Interpreter] = ()

    def rows(self) -> list[Engagement]:
        """Return the rows in the order in which everybody takes rows, so that two claims rarely wait for each other."""
        common = {
            "booking": self.booking,
            "starts": self.starts,
            "ends": self.ends,
            "holds_until": self.holds_until,
            "kind": self.kind,
            "subject_type": self.subject._meta.label_lower,
            "subject_id": str(self.subject.pk),
            "labels": Translated({FALLBACK: self.label} if isinstance(self.label, str) else self.label),
        }
        rooms = sorted({room.pk: room for room in self.rooms}.values(), key=lambda room: room.pk)
        persons = sorted({person.pk: person for person in self.persons}.values(), key=lambda person: person.pk)
        interpreters = sorted({one.pk: one for one in self.interpreters}.values(), key=lambda one: one.pk)
        return (
            [Engagement(room=room, for_heads=self.for_heads, **common) for room in rooms]
            + [Engagement(person=person, **common) for person in persons]
            + [Engagement(interpreter=one, **common) for one in interpreters]
        )

    def overlaps(self, other: Engagement) -> bool:
        if other.room_id:
            shared = other.room_id in {room.pk for room in self.rooms}
        elif other.person_id:
            shared = other.person_id in {person.pk for person in self.persons}
        else:
            shared = other.interpreter_id in {one.pk for one in self.interpreters}
        return shared and self.starts < other.ends and other.starts < self.ends


class TimeTaken(UserError):
    """A room, person or interpreter is engaged at that time. `clashes` are the engagements in the way of `claim`.

    The message names who and when, never what for or with whom: others may learn only that somebody is busy. A view may show `clash.label`
    to those who may read it.
    """

    title = gettext_lazy("Not free at that time")

    def __init__(self, clashes: Sequence[Engagement], claim: Claim | None = None) -> None:
        self.clashes = list(clashes)
        self.claim = claim
        words = [*(clash_words(clash) for clash in self.clashes), _("Nothing was changed.")]
        super().__init__(sentences(words))


def clash_words(clash: Engagement) -> str:
    """Return `Plenary Hall is engaged 09:00–11:30 (Hanoi time, UTC+7).`, in the conference's zone."""
    return _("%(who)s is engaged %(times)s.") % {"who": whose(clash), "times": clash_times(clash)}


def whose(row: Engagement) -> Room | Delegate | Interpreter | None:
    """Return the room, person or interpreter whose time a row takes."""
    return row.room or row.person or row.interpreter


def clash_times(clash: Engagement) -> str:
    """Return `09:00–11:30 (Hanoi time, UTC+7)`, in the conference's zone."""
    conference = current_conference()
    times = span_text(clash.starts.astimezone(conference.zone), clash.ends.astimezone(conference.zone))
    return f"{times} ({conference.zone_label(clash.starts)})"


def engage(
    *,
    subject: models.Model,
    kind: str,
    label: str | Mapping[str, str],
    starts: datetime,
    ends: datetime,
    rooms: Iterable[Room] = (),
    persons: Iterable[Delegate] = (),
    interpreters: Iterable[Interpreter] = (),
    holds_until: datetime | None = None,
) -> uuid.UUID:
    """Take all of `rooms`, `persons` and `interpreters` from `starts` (in) to `ends` (out), or none. Arguments as of `Claim`.

    Returns the booking, the key for `release`. Raises TimeTaken, and RuntimeError outside a transaction.
    """
    claim = Claim(
        subject, kind, label, starts, ends, tuple(rooms), tuple(persons), holds_until, interpreters=tuple(interpreters)
    )
    return engage_all([claim])[0]


def engage_all(claims: Sequence[Claim]) -> list[uuid.UUID]:
    """Take everything that `claims` want, or nothing. A constant number of statements for every 500 rows.

    Returns:
        The bookings, in the order of the claims.

    Raises:
        TimeTaken: For the first claim that cannot be met, also if another of the claims is in its way.
        AlreadyDecided: For a room that was removed meanwhile.
        ValueError: For an end not after its start.
        RuntimeError: Outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Time is taken in the transaction of its cause.")
    for claim in claims:
        if claim.ends <= claim.starts:
            raise ValueError(f"{claim.label}: ends before it starts")
    rows = [row for claim in claims for row in claim.rows()]
    if not rows:
        return [claim.booking for claim in claims]
    _clash_among(claims)
    _hold_rooms(claims)
    for left in range(TRIES - 1, -1, -1):
        written: list[int] = []
        try:
            # SQLite's trigger raises instead of skipping.
            _insert(rows, written)
            if len(written) < len(rows):
                raise IntegrityError("engaged")
            break
        except IntegrityError as problem:
            # A savepoint would do the same, but every booking would pay for it.
            Engagement.objects.filter(pk__in=written).delete()
            if left and _let_expire(claims):
                continue
            clash = next(_clashes(claims), None)
            if clash:
                raise TimeTaken(clash[1], clash[0]) from problem
            # What was in the way has been taken back before we could read it.
            if not left:
                raise
    return [claim.booking for claim in claims]


def _insert(rows: Sequence[Engagement], written: list[int]) -> None:
    """Insert what clashes with nothing, and add the keys of those rows to `written`.

    Plain inserts of several rows deadlock on the exclusion constraint. By hand, since Django does not tell which were skipped.
    """
    fields = [field for field in Engagement._meta.concrete_fields if not field.primary_key]
    columns, places = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    # Few rows, as of a meeting, are a statement that is kept.
    with prepared.cursor() if len(rows) <= prepared.AT_ONCE else connection.cursor() as cursor:
        for some in batched(rows, 500):
            values = [
                field.get_db_prep_save(getattr(row, field.attname), connection) for row in some for field in fields
            ]
            wanted = ", ".join([f"({places})"] * len(some))
            into = f"INSERT INTO {Engagement._meta.db_table} ({columns})"
            cursor.execute(f"{into} VALUES {wanted} ON CONFLICT DO NOTHING RETURNING id", values)
            written += [key for (key,) in cursor.fetchall()]


def _clash_among(claims: Sequence[Claim]) -> None:
    ahead: dict[tuple[str, int], list[tuple[Engagement, Claim]]] = {}
    for claim in claims:
        for row in claim.rows():
            ahead.setdefault(_key_of(row), []).append((row, claim))
    for wanted in ahead.values():
        wanted.sort(key=lambda pair: pair[0].starts)
        for (row, _claim), (_later, claim) in pairwise(wanted):
            if claim.overlaps(row):
                raise TimeTaken([row], claim)


def _key_of(row: Engagement) -> tuple[str, int]:
    if row.room_id:
        return "room", row.room_id
    return ("person", row.person_id) if row.person_id else ("interpreter", row.interpreter_id or 0)


def _near(claims: Sequence[Claim]) -> models.QuerySet[Engagement]:
    rooms = {room.pk for claim in claims for room in claim.rooms}
    persons = {person.pk for claim in claims for person in claim.persons}
    of_these = Q(room__in=rooms) | Q(person__in=persons)
    interpreters = {one.pk for claim in claims for one in claim.interpreters}
    if interpreters:
        of_these |= Q(interpreter__in=interpreters)
    return Engagement.objects.filter(
        of_these,
        starts__lt=max(claim.ends for claim in claims),
        ends__gt=min(claim.starts for claim in claims),
    )


def _let_expire(claims: Sequence[Claim]) -> int:
    """Delete holds that have run out and are in the way, each with its whole booking: half a hold is of no use. Return how many rows."""
    now = clock.now()
    bookings = _near(claims).filter(holds_until__lte=now).values("booking")
    # Each row is asked again whether it has run out: PostgreSQL asks the sub-query only once, and `keep` may be faster than we.
    return Engagement.objects.filter(booking__in=bookings, holds_until__lte=now).delete()[0]


def _clashes(claims: Sequence[Claim]) -> Iterator[tuple[Claim, list[Engagement]]]:
    taken = list(_near(claims).select_related("room", "person", "interpreter"))
    for claim in claims:
        in_the_way = [row for row in taken if claim.overlaps(row)]
        if in_the_way:
            yield claim, in_the_way


def release(*, booking: uuid.UUID | None = None, subject: models.Model | None = None) -> int:
    """Give back the time of a booking, or all that `subject` holds. Returns how many rows."""
    return _of(booking, subject).delete()[0]


def rebook(claims: Sequence[Claim], *, subject: models.Model) -> list[uuid.UUID]:
    """Give back all that `subject` holds and take what `claims` want instead, or change nothing. Errors as `engage_all`.

    The caller has locked the subject's row.
    """
    return rebook_all(claims, subjects=[subject])


def rebook_all(claims: Sequence[Claim], *, subjects: Sequence[models.Model]) -> list[uuid.UUID]:
    """Do what `rebook` does with several subjects of one model, which may exchange places. The caller has locked their rows.

    All rooms, persons and interpreters, old and new, are locked in one order first: else two that exchange places would deadlock, which
    PostgreSQL ends only after a second.
    """
    if not subjects:
        return engage_all(claims)
    held = Engagement.objects.filter(
        subject_type=subjects[0]._meta.label_lower, subject_id__in=[str(one.pk) for one in subjects]
    )
    rows = list(held.values_list("room_id", "person_id", "interpreter_id"))
    wanted: list[tuple[type[Room | Delegate | Interpreter], set[int]]] = [
        (Room, {one.pk for claim in claims for one in claim.rooms}),
        (Delegate, {one.pk for claim in claims for one in claim.persons}),
        (Interpreter, {one.pk for claim in claims for one in claim.interpreters}),
    ]
    for place, (model, keys) in enumerate(wanted):
        _lock(model, keys | {row[place] for row in rows if row[place]})
    held.delete()
    return engage_all(claims)


def _lock(model: type[Room | Delegate | Interpreter], keys: Iterable[int]) -> set[int]:
    locked = model._base_manager.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    return set(locked.values_list("pk", flat=True))


def _hold_rooms(claims: Sequence[Claim]) -> None:
    """Keep the rooms from being removed or closed until commit: foreign keys are checked only then, too late to say why.

    The lock is shared, so that who takes a room at another time does not wait.
    """
    wanted = {room.pk: room for claim in claims for room in claim.rooms}
    there = _share(wanted) if wanted else set()
    for key, room in wanted.items():
        if key not in there:
            raise AlreadyDecided(removed_message(room))


def _share(rooms: Iterable[int]) -> set[int]:
    if connection.vendor != "postgresql":  # one writer at a time: nobody is to be kept off
        return set(Room.objects.filter(pk__in=list(rooms)).values_list("pk", flat=True))
    with prepared.cursor() as cursor:
        cursor.execute("SELECT id FROM calendar_room WHERE id = ANY(%s) ORDER BY id FOR SHARE", [list(rooms)])
        return {key for (key,) in cursor.fetchall()}


def keep(*bookings: uuid.UUID) -> tuple[int, list[int]]:
    """Make the holds of offers lasting.

    Returns how many persons are engaged, 0 if they ran out and were given away; and of the rooms how many each seats. One statement.
    """
    field, places = Engagement._meta.get_field("booking"), ", ".join(["%s"] * len(bookings))
    sql = f"""
        UPDATE calendar_engagement SET holds_until = NULL WHERE booking IN ({places})
        RETURNING person_id, (SELECT capacity FROM calendar_room WHERE id = room_id)"""  # noqa: S608 (places of values alone)
    with prepared.cursor() as cursor:
        cursor.execute(sql, [field.get_db_prep_value(booking, connection) for booking in bookings])
        rows = cursor.fetchall()
    return sum(person is not None for person, _seats in rows), [seats for _person, seats in rows if seats is not None]


def _of(booking: uuid.UUID | None, subject: models.Model | None) -> models.QuerySet[Engagement]:
    if booking is not None:
        return Engagement.objects.filter(booking=booking)
    if subject is None:
        raise ValueError("release what?")
    return Engagement.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
