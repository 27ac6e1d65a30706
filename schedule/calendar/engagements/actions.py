"""Taking time: every app of this layer engages rooms and persons through here, in its own transaction."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from itertools import batched, pairwise
from typing import Any

from django.db import IntegrityError, connection, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.core.concurrency import removed_message
from conference.core.errors import AlreadyDecided, UserError
from conference.db import prepared
from conference.look.lists import join_sentences
from conference.look.times import span_text
from conference.models import current_conference
from conference.translated import FALLBACK, Translated
from delegations.registration.models import Delegate
from schedule.calendar.models import Engagement, Interpreter, Room

# Inserts of at most so many rows, as of a meeting, are prepared statements.
FEW_ROWS = 8
# How often a claim is tried while the clashes with it disappear.
TRIES = 4
# The columns of an engagement, of which one is filled, in the order in which everybody takes rows.
TAKEN_BY = ("room", "person", "interpreter")


@dataclass(frozen=True)
class Claim:
    """What `subject` wants: all of `rooms`, `persons` and `interpreters` from `starts` (in) to `ends` (out)."""

    subject: models.Model
    kind: str  # such as `bilateral`
    label: str | Mapping[str, str]  # what their own side reads, by language or in English
    starts: datetime
    ends: datetime
    rooms: Sequence[Room] = ()
    persons: Sequence[Delegate] = ()
    holds_until: datetime | None = None  # of a pending offer
    for_heads: bool = False  # every head of delegation attends
    booking: uuid.UUID = field(default_factory=uuid.uuid4)  # the key that the rows will share
    interpreters: Sequence[Interpreter] = ()

    @cached_property
    def wanted(self) -> dict[str, dict[int, Any]]:
        """Return the rooms, persons and interpreters by column of an engagement and key."""
        wanted = zip(TAKEN_BY, (self.rooms, self.persons, self.interpreters), strict=True)
        return {column: {row.pk: row for row in rows} for column, rows in wanted}

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
        return [
            Engagement(**{column: rows[key]}, for_heads=self.for_heads and column == "room", **common)
            for column, rows in self.wanted.items()
            for key in sorted(rows)
        ]

    def overlaps(self, other: Engagement) -> bool:
        column, key = _taken_by(other)
        return key in self.wanted[column] and self.starts < other.ends and other.starts < self.ends


def _taken_by(engagement: Engagement) -> tuple[str, int]:
    """Return the column that is filled, and its key."""
    return next((column, key) for column in TAKEN_BY if (key := getattr(engagement, f"{column}_id")))


class TimeTaken(UserError):
    """A room, person or interpreter is engaged at that time. `clashes` are the engagements in the way of `claim`.

    The message names who and when, never what for or with whom: others may learn only that somebody is busy. A view may show `clash.label`
    to those who may read it.
    """

    title = gettext_lazy("Not free at that time")

    def __init__(self, clashes: Sequence[Engagement], claim: Claim | None = None) -> None:
        self.clashes = list(clashes)
        self.claim = claim
        super().__init__(join_sentences([*map(clash_words, self.clashes), _("Nothing was changed.")]))


def clash_words(clash: Engagement) -> str:
    """Return `Plenary Hall is engaged 09:00–11:30 (Hanoi time, UTC+7).`, in the conference's zone."""
    return _("%(who)s is engaged %(times)s.") % {"who": holder_of(clash), "times": clash_times(clash)}


def holder_of(engagement: Engagement) -> Room | Delegate | Interpreter | None:
    """Return the room, person or interpreter whose time an engagement takes."""
    return engagement.room or engagement.person or engagement.interpreter


def clash_times(clash: Any) -> str:
    """Return `09:00–11:30 (Hanoi time, UTC+7)` of anything that `starts` and `ends`, in the conference's zone."""
    conference = current_conference()
    times = span_text(clash.starts.astimezone(conference.zone), clash.ends.astimezone(conference.zone))
    return f"{times} ({conference.zone_label(clash.starts)})"


def engage_claim(**wanted: Any) -> uuid.UUID:
    """Take what a `Claim` of these arguments wants, or nothing. Return its booking, for `release_engagements`. Errors as `engage_all`."""
    return engage_all([Claim(**wanted)])[0]


def engage_all(claims: Sequence[Claim]) -> list[uuid.UUID]:
    """Take everything that `claims` want, or nothing. A constant number of statements for every 500 rows.

    Returns the bookings, in the order of the claims. Raises TimeTaken for the first claim that cannot be met, also if another of the
    claims is in its way; AlreadyDecided for a room that was removed; ValueError for an end not after its start; RuntimeError outside a
    transaction.
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
    _lock_rooms(claims)
    for tries_left in range(TRIES - 1, -1, -1):
        written = _insert(rows)
        if len(written) == len(rows):
            break
        # A savepoint would do the same, but every booking would pay for it.
        Engagement.objects.filter(pk__in=written).delete()
        if tries_left and _let_expire(claims):
            continue
        engagements = list(_near(claims).select_related("room", "person", "interpreter"))
        for claim in claims:
            if clashes := [engagement for engagement in engagements if claim.overlaps(engagement)]:
                raise TimeTaken(clashes, claim)
        # The clash was removed before it could be read: try again.
        if not tries_left:
            raise IntegrityError("engaged")
    return [claim.booking for claim in claims]


def _insert(rows: Sequence[Engagement]) -> list[int]:
    """Insert what clashes with nothing. Return the keys of the rows that were inserted.

    Plain inserts of several rows deadlock on the exclusion constraint. By hand, since Django does not tell which were skipped.
    """
    written: list[int] = []
    fields = [field for field in Engagement._meta.concrete_fields if not field.primary_key]
    columns, places = ", ".join(f'"{field.column}"' for field in fields), ", ".join(["%s"] * len(fields))
    with prepared.cursor() if len(rows) <= FEW_ROWS else connection.cursor() as cursor:
        for batch in batched(rows, 500):
            values = [
                field.get_db_prep_save(getattr(row, field.attname), connection) for row in batch for field in fields
            ]
            tuples = ", ".join([f"({places})"] * len(batch))
            sql = f"INSERT INTO calendar_engagement ({columns}) VALUES {tuples} ON CONFLICT DO NOTHING RETURNING id"  # noqa: S608 (no value)
            cursor.execute(sql, values)
            written += [key for (key,) in cursor.fetchall()]
    return written


def _clash_among(claims: Sequence[Claim]) -> None:
    """Raise TimeTaken if two of the claims want the same at one time."""
    by_holder: dict[tuple[str, int], list[tuple[Engagement, Claim]]] = {}
    for claim in claims:
        for row in claim.rows():
            by_holder.setdefault(_taken_by(row), []).append((row, claim))
    for rows in by_holder.values():
        rows.sort(key=lambda pair: pair[0].starts)
        for (row, _claim), (_later, claim) in pairwise(rows):
            if claim.overlaps(row):
                raise TimeTaken([row], claim)


def _near(claims: Sequence[Claim]) -> models.QuerySet[Engagement]:
    of_these = Q()
    for column in TAKEN_BY:
        if keys := _wanted_keys(claims, column):
            of_these |= Q(**{f"{column}__in": keys})
    first, last = min(claim.starts for claim in claims), max(claim.ends for claim in claims)
    return Engagement.objects.filter(of_these, starts__lt=last, ends__gt=first)


def _wanted_keys(claims: Iterable[Claim], column: str) -> set[int]:
    return {key for claim in claims for key in claim.wanted[column]}


def _let_expire(claims: Sequence[Claim]) -> int:
    """Delete holds that have run out and are in the way, each with its whole booking: half a hold is of no use. Return how many rows."""
    now = clock.now()
    bookings = _near(claims).filter(holds_until__lte=now).values("booking")
    # Checked again on each row: PostgreSQL runs the sub-query once, and `make_lasting` may run in between.
    return Engagement.objects.filter(booking__in=bookings, holds_until__lte=now).delete()[0]


def release_engagements(*, booking: uuid.UUID | None = None, subject: models.Model | None = None) -> int:
    """Give back the time of a booking, or all that `subject` holds. Return how many rows."""
    if booking is not None:
        return Engagement.objects.filter(booking=booking).delete()[0]
    if subject is None:
        raise ValueError("release what?")
    return held_by(subject).delete()[0]


def held_by(*subjects: models.Model) -> models.QuerySet[Engagement]:
    """Return what these subjects of one model hold."""
    kind, keys = subjects[0]._meta.label_lower, [str(subject.pk) for subject in subjects]
    return Engagement.objects.filter(subject_type=kind, subject_id__in=keys)


def rebook_claims(claims: Sequence[Claim], *, subject: models.Model) -> list[uuid.UUID]:
    """Give back all that `subject` holds and take what `claims` want instead, or change nothing. Errors as `engage_all`.

    The caller has locked the subject's row.
    """
    return rebook_all(claims, subjects=[subject])


def rebook_all(claims: Sequence[Claim], *, subjects: Sequence[models.Model]) -> list[uuid.UUID]:
    """Do what `rebook_claims` does with several subjects of one model, which may exchange places. The caller has locked their rows.

    All rooms, persons and interpreters, old and new, are locked in one order first: else two that exchange places would deadlock, which
    PostgreSQL ends only after a second.
    """
    if not subjects:
        return engage_all(claims)
    engagements = held_by(*subjects)
    rows = list(engagements.values(*TAKEN_BY))
    for column in TAKEN_BY:
        model: Any = Engagement._meta.get_field(column).related_model
        keys = _wanted_keys(claims, column) | {row[column] for row in rows if row[column]}
        holders = model._base_manager.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
        list(holders.values_list("pk", flat=True))
    engagements.delete()
    return engage_all(claims)


def _lock_rooms(claims: Sequence[Claim]) -> None:
    """Keep the rooms from being removed or closed until commit: foreign keys are checked only then, too late to say why.

    The lock is shared, so that who takes a room at another time does not wait.
    """
    rooms = {room.pk: room for claim in claims for room in claim.rooms}
    if not rooms:
        return
    with prepared.cursor() as cursor:
        cursor.execute("SELECT id FROM calendar_room WHERE id = ANY(%s) ORDER BY id FOR SHARE", [list(rooms)])
        present = {key for (key,) in cursor.fetchall()}
    for key, room in rooms.items():
        if key not in present:
            raise AlreadyDecided(removed_message(room))


def make_lasting(*bookings: uuid.UUID) -> tuple[int, list[int]]:
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
