"""The times that a delegation is offered for a meeting with another: few of those that suit both, and the same ones throughout.

Whoever sees when others are busy sees two of them become busy at once, and knows who meets whom. So nobody reads another's calendar: a
handful is drawn at random among the times that suit both, and stays as it is whatever the other does. A time is replaced only when it is
past or the reader's own head is engaged then, and of one other a delegation never learns more than MOST_MINUTES. Requests that wait for
an answer and rooms given to others make no difference. What an adversary makes of it: tests/bilaterals/privacy/test_adversary.py.
"""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from itertools import groupby
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Count, F, Q

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.db.together import Part
from conference.models import Conference
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation
from schedule.bilaterals.meetings.times import TOO_NEAR, RoomHours, get_hours
from schedule.bilaterals.models import BUFFER, MOST_READS, OfferedTime, TimesRead
from schedule.calendar.engagements.queries import find_engagements, free_slots, of_all_heads
from schedule.calendar.models import Engagement

OFFERED = 6  # at a time
MOST_MINUTES = 240  # in all, of one other
SHORT = 30  # minutes: what suits so long suits all shorter meetings
ONE_IN = 3  # at most so many of the free times of a half-day are offered, so that what is not offered says little
STEP = timedelta(minutes=30)
NOON = 13
READS = "meeting.times_offered"
# With so many others within SCAN_HOURS staff are told (desk_tasks.py).
SCAN_PARTIES = 15
SCAN_HOURS = timedelta(hours=24)


@dataclass(frozen=True)
class TimesWanted:
    """Who looks for times, of its own person, with whom, and for how long."""

    delegation: Delegation
    own: Delegate
    other: Delegation
    head: Delegate  # of the other
    minutes: int

    @cached_property
    def own_persons(self) -> list[Delegate]:
        """Return whose engagements stand in the way. A head has those of members who left, too, until others are named. One query."""
        if self.own.capacity != Capacity.HEAD:
            return [self.own]
        return [self.own, *self.delegation.members.exclude(state__in=LIVE_STATES).only("pk")]


@dataclass(frozen=True)
class TimesOffered:
    """The times, and what the own person has on the days of the conference. `again`: after too many looks, when the next may be."""

    starts: Sequence[datetime] = ()
    own: Sequence[Engagement] = ()
    again: datetime | None = None


@transaction.atomic
def get_times(
    actor: Actor,
    wanted: TimesWanted,
    conference: Conference,
    chance: Random = secrets.SystemRandom(),  # noqa: B008
) -> TimesOffered:
    """Return the times offered, drawn now if there are none yet; after too many looks none. The same queries whatever the other has."""
    hour = clock.now().replace(minute=0, second=0, microsecond=0)
    # Two first looks at once wait here for one another.
    reads, _is_new = TimesRead.objects.get_or_create(delegation=wanted.delegation, hour=hour)
    if not TimesRead.objects.filter(pk=reads.pk, reads__lt=MOST_READS).update(reads=F("reads") + 1):
        return TimesOffered(again=hour + timedelta(hours=1))
    spans = get_hours(conference)
    engagements = find_engagements(starts=spans[0][0], ends=spans[-1][1], persons=wanted.own_persons)
    engagements += of_all_heads(starts=spans[0][0], ends=spans[-1][1])
    own = sorted(engagements, key=lambda engagement: engagement.starts)
    offered = OfferedTime.objects.filter(delegation=wanted.delegation, other=wanted.other).order_by("pk")
    rows = list(offered)
    current = [row for row in rows if row.minutes >= wanted.minutes and not row.ended]
    suitable = [row for row in current if _suits(row, wanted.minutes, own)]
    missing = OFFERED if not any(row.minutes >= wanted.minutes for row in rows) else 0
    if wanted.own.capacity == Capacity.HEAD and len(suitable) < len(current):
        lost = {row.pk for row in current} - {row.pk for row in suitable}
        offered.filter(pk__in=lost).update(ended=True)
        missing += len(lost)
    missing = min(missing, (MOST_MINUTES - sum(row.minutes for row in rows)) // _drawn_for(wanted))
    if missing > 0:
        suitable += _draw(actor, wanted, conference, rows, missing, chance)
    return TimesOffered(sorted({row.starts.astimezone(conference.zone) for row in suitable}), own)


def _drawn_for(wanted: TimesWanted) -> int:
    return max(wanted.minutes, SHORT)


def _suits(row: OfferedTime, minutes: int, own: Sequence[Engagement]) -> bool:
    ends = row.starts + timedelta(minutes=minutes) + BUFFER
    is_free = all(engagement.ends <= row.starts or ends <= engagement.starts for engagement in own)
    return is_free and row.starts >= clock.now() + TOO_NEAR


def _draw(
    actor: Actor, wanted: TimesWanted, conference: Conference, known: Sequence[OfferedTime], n: int, chance: Random
) -> list[OfferedTime]:
    """Draw up to `n` further times that suit both now, and log it."""
    length = timedelta(minutes=_drawn_for(wanted))
    slots = free_slots(
        own=wanted.own_persons,
        others=[wanted.head],
        hours=get_hours(conference),
        length=length + BUFFER,
        step=STEP,
        heads=True,
    )
    hours = RoomHours.load(get_hours(conference))
    nearest, before = clock.now() + TOO_NEAR, {row.starts for row in known}
    free = [
        slot.starts
        for slot in slots
        if slot.free and slot.starts >= nearest and slot.starts not in before and hours.any_open(slot.starts, slot.ends)
    ]
    times = [
        OfferedTime(
            delegation=wanted.delegation,
            other=wanted.other,
            starts=starts,
            minutes=_drawn_for(wanted),
            offered_at=clock.now(),
        )
        for starts in choose_times(free, n, conference.zone, chance)
    ]
    OfferedTime.objects.bulk_create(times)
    if times:
        details = {"party": wanted.other.party.code, "n": len(times)}
        lifecycle.log_read(wanted.delegation, actor=actor, verb=READS, details=details)
    return times


def choose_times(free: Sequence[datetime], n: int, zone: ZoneInfo, chance: Random) -> list[datetime]:
    """Choose up to `n` times at random, as many of each half-day as can be, and of none more than one in ONE_IN."""

    def half_of(starts: datetime) -> tuple[object, bool]:
        local = starts.astimezone(zone)
        return local.date(), local.hour >= NOON

    halves = [list(times) for _half, times in groupby(sorted(free), key=half_of)]
    samples = [chance.sample(times, -(-len(times) // ONE_IN)) for times in halves]
    chosen: list[datetime] = []
    while len(chosen) < n and any(samples):
        chance.shuffle(samples)
        for sample in samples:
            if sample and len(chosen) < n:
                chosen.append(sample.pop())
    return chosen


def read_scans() -> Part:
    """Return who was offered times with many others lately, or looked as often as possible, with how many others."""
    since = clock.now() - SCAN_HOURS
    offered = OfferedTime.objects.filter(offered_at__gt=since).order_by().values("delegation")
    (rows,) = yield [offered.annotate(n=Count("other", distinct=True)).values_list("delegation", "n")]
    counts = dict(rows)
    often = TimesRead.objects.filter(hour__gt=since, reads__gte=MOST_READS).values("delegation")
    many = [key for key, n in counts.items() if n >= SCAN_PARTIES]
    scanning = Delegation.objects.filter(Q(pk__in=many) | Q(pk__in=often)).select_related("party")
    (delegations,) = yield [scanning.prefetch_related("party__names")]
    return [(delegation, counts.get(delegation.pk, 0)) for delegation in delegations]
