"""Taking time: every floor-mate engages rooms and persons through here, in its own transaction."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db import IntegrityError, models, transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from conference import clock
from conference.errors import UserError
from conference.models import current_conference
from delegations.registration.models import Delegate
from schedule.calendar.models import Engagement, Room


class Engaged(UserError):
    """A room or a person has something else at that time. `clashes` are the engagements in the way.

    The message names the room or person and from when to when, never what for or with whom: others may learn that somebody is
    busy, and no more. A door that knows the reader may read the reason may show `clash.label`.
    """

    title = _("Not free at that time")

    def __init__(self, clashes: Sequence[Engagement]) -> None:
        self.clashes = list(clashes)
        zone = current_conference().zone
        words = []
        for clash in self.clashes:
            times = f"{clash.starts.astimezone(zone):%H:%M}–{clash.ends.astimezone(zone):%H:%M}"
            who = {"who": clash.room or clash.person, "times": times, "zone": clock.zone_label(zone, clash.starts)}
            words.append(_("%(who)s is engaged %(times)s (%(zone)s).") % who)
        super().__init__(" ".join([*words, _("Nothing was changed.")]))


def engage(
    *,
    subject: models.Model,
    kind: str,
    label: str,
    starts: datetime,
    ends: datetime,
    rooms: Iterable[Room] = (),
    persons: Iterable[Delegate] = (),
    holds_until: datetime | None = None,
) -> uuid.UUID:
    """Takes all of `rooms` and `persons` from `starts` (in) to `ends` (out), or none of them.

    Arguments: subject, what they are engaged for; kind, such as `bilateral`; label, what their own side reads; holds_until, the moment
    until which an offer that is still pending holds the time.
    Returns the booking, the key by which to `release` it. Raises Engaged, and RuntimeError outside a transaction.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Time is taken in the transaction of its cause.")
    rooms, persons, booking = list(rooms), list(persons), uuid.uuid4()
    of_these = Q(room__in=rooms) | Q(person__in=persons)
    overlapping = Engagement.objects.filter(of_these, starts__lt=ends, ends__gt=starts)
    overlapping.filter(holds_until__lte=clock.now()).delete()
    common = {
        "booking": booking,
        "starts": starts,
        "ends": ends,
        "holds_until": holds_until,
        "kind": kind,
        "subject_type": subject._meta.label_lower,
        "subject_id": str(subject.pk),
        "label": label[:200],
    }
    rows = [Engagement(room=room, **common) for room in rooms] + [
        Engagement(person=person, **common) for person in persons
    ]
    try:
        # One INSERT that skips what clashes, then a count: plain inserts of several rows deadlock on the exclusion constraint.
        # SQLite's trigger raises instead of skipping.
        with transaction.atomic():
            Engagement.objects.bulk_create(rows, ignore_conflicts=True)
            if Engagement.objects.filter(booking=booking).count() < len(rows):
                raise IntegrityError("engaged")
    except IntegrityError as problem:
        raise Engaged(list(overlapping.select_related("room", "person"))) from problem
    return booking


def release(*, booking: uuid.UUID | None = None, subject: models.Model | None = None) -> int:
    """Gives back the time of a booking, or everything that `subject` holds. Returns how many rows."""
    return _of(booking, subject).delete()[0]


def keep(*, booking: uuid.UUID) -> int:
    """Makes an offer's hold lasting. Returns how many rows; 0 when the hold has run out and was given to others."""
    return Engagement.objects.filter(booking=booking).update(holds_until=None)


def _of(booking: uuid.UUID | None, subject: models.Model | None) -> models.QuerySet[Engagement]:
    if booking is not None:
        return Engagement.objects.filter(booking=booking)
    if subject is None:
        raise ValueError("release what?")
    return Engagement.objects.filter(subject_type=subject._meta.label_lower, subject_id=str(subject.pk))
