from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import DateTimeField, Q, QuerySet

from conference.core import clock
from conference.db.prepared import Parameter, Prepared
from delegations.registration.models import Delegate
from schedule.calendar.models import Engagement, Room

# Steps in which a free time is looked for, minutes.
STEP = 5


def live_engagements(now: datetime | Parameter | None = None) -> QuerySet[Engagement]:
    """Return the engagements that count: all but expired holds not yet deleted."""
    return Engagement.objects.exclude(holds_until__lte=now or clock.now())


def find_engagements(
    *, starts: datetime, ends: datetime, persons: Iterable[Delegate] = (), rooms: Iterable[Room] = ()
) -> list[Engagement]:
    """Return engagements of those persons and rooms between `starts` and `ends`, by time. One query.

    The rows carry their label: a view shows it only to those concerned.
    """
    return list(engagements_of(starts=starts, ends=ends, persons=persons, rooms=rooms))


def engagements_of(
    *, starts: datetime, ends: datetime, persons: Iterable[Delegate] = (), rooms: Iterable[Room] = ()
) -> QuerySet[Engagement]:
    """Return the query set of `find_engagements`."""
    of_these = Q(person__in=list(persons)) | Q(room__in=list(rooms))
    engagements = live_engagements().filter(of_these, starts__lt=ends, ends__gt=starts)
    return engagements.select_related("room", "person").order_by("starts", "ends", "id")


def of_all_heads(*, starts: datetime, ends: datetime) -> list[Engagement]:
    """Return what takes the time of every head of delegation then, by time. One query."""
    return _of_all_heads(starts, ends, clock.now())


def _for_heads(starts: Parameter, ends: Parameter, now: Parameter) -> QuerySet[Engagement]:
    return live_engagements(now).filter(for_heads=True, starts__lt=ends, ends__gt=starts).order_by("starts", "id")


_of_all_heads = Prepared(_for_heads, DateTimeField(), DateTimeField(), DateTimeField())


@dataclass(frozen=True)
class MeetingSlot:
    """A time at which a meeting could be."""

    starts: datetime
    ends: datetime
    own: tuple[str, ...] = ()  # the labels of what the own side has then
    others_busy: bool = False

    @property
    def free(self) -> bool:
        return not self.own and not self.others_busy


def free_slots(
    *,
    own: Sequence[Delegate],
    others: Sequence[Delegate],
    hours: Iterable[tuple[datetime, datetime]],
    length: timedelta,
    step: timedelta | None = None,
    heads: bool = False,
) -> list[MeetingSlot]:
    """Return the slots at which one side could meet the other. One query, two with `heads`.

    What is only held for others, until an offer is answered, leaves them free: nobody is to see that they are asked.

    Args:
        own: Whose engagements the reader may read.
        others: Of whom a reader may not even learn that they are busy: who shows slots shows few (bilaterals/meetings/offered_times.py).
        hours: The ranges for meetings, such as 08:30 to 18:00 of each day.
        step: From one slot's start to the next (default: the length).
        heads: True for heads of delegation: the opening and its like take their time, for everybody to read.
    """
    windows = list(hours)
    if not windows:
        return []
    first, last = min(start for start, _ in windows), max(end for _, end in windows)
    mine = {person.pk for person in own}
    engagements = find_engagements(starts=first, ends=last, persons=[*own, *others])
    common = of_all_heads(starts=first, ends=last) if heads else []
    slots = []
    for starts, ends in cut_windows(windows, length, step or length):
        meanwhile = [engagement for engagement in engagements if engagement.starts < ends and starts < engagement.ends]
        labels = [engagement.label for engagement in common if engagement.starts < ends and starts < engagement.ends]
        labels += [engagement.label for engagement in meanwhile if engagement.person_id in mine]
        others_busy = any(row.person_id not in mine and row.holds_until is None for row in meanwhile)
        slots.append(MeetingSlot(starts, ends, tuple(dict.fromkeys(labels)), others_busy))
    return slots


def cut_windows(
    windows: Iterable[tuple[datetime, datetime]], length: timedelta, step: timedelta
) -> Iterator[tuple[datetime, datetime]]:
    """Yield the spans of this length within the windows, each `step` after the one before."""
    for opens, closes in windows:
        starts = opens
        while starts + length <= closes:
            yield starts, starts + length
            starts += step


def next_free(
    *,
    starts: datetime,
    until: datetime,
    length: timedelta,
    persons: Iterable[Delegate] = (),
    rooms: Iterable[Room] = (),
    besides: Iterable[Engagement] = (),
    heads: bool = False,
) -> datetime | None:
    """Return the first moment from `starts` at which all are free for `length`, ending by `until`; None if there is none.

    `besides`: Engagements that don't count. `heads`: True for heads of delegation, who are not free at the opening and its like either.
    """
    own = {engagement.pk for engagement in besides}
    engagements = find_engagements(starts=starts, ends=until, persons=persons, rooms=rooms)
    if heads:
        engagements += of_all_heads(starts=starts, ends=until)
    earliest = _rounded_up(starts)
    for engagement in sorted(engagements, key=lambda engagement: engagement.starts):
        if engagement.pk in own:
            continue
        if engagement.starts >= earliest + length:
            break
        earliest = max(earliest, _rounded_up(engagement.ends))
    return earliest if earliest + length <= until else None


def _rounded_up(moment: datetime) -> datetime:
    rounded = moment.replace(second=0, microsecond=0)
    over = rounded.minute % STEP
    if over or rounded != moment:
        rounded += timedelta(minutes=STEP - over)
    return rounded


def engagements_in(rooms: Sequence[Room], *, starts: datetime, ends: datetime) -> list[tuple[Room, list[Engagement]]]:
    """Return each of `rooms` with what takes it between `starts` and `ends`. Two queries at most."""
    by_room: dict[int, list[Engagement]] = {room.pk: [] for room in rooms}
    for engagement in find_engagements(starts=starts, ends=ends, rooms=rooms):
        by_room[engagement.room_id or 0].append(engagement)
    return [(room, by_room[room.pk]) for room in rooms]


def of_subject(subject_type: str, subject_ids: Iterable[int | str]) -> list[Engagement]:
    keys = [str(key) for key in subject_ids]
    return list(Engagement.objects.filter(subject_type=subject_type, subject_id__in=keys))
