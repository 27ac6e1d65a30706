"""A third delegation guesses who meets whom from the times that it is offered, as well as anybody can: hardly better than chance.

What else it can read, feeds and refusals included, is the same whoever meets (test_read_by_others.py). The limit: whoever knows from
elsewhere at which minute two met can rule out a delegation that it was offered at that minute afterwards.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import combinations
from random import Random

import pytest
import time_machine
from django.db import transaction
from django.db.models import Sum

from conference.models import current_conference
from delegations.registration.models import Delegate
from schedule.bilaterals.meetings.offered_times import MOST_MINUTES, SHORT, TimesWanted, get_times
from schedule.bilaterals.meetings.times import get_hours
from schedule.bilaterals.models import BUFFER, OfferedTime
from schedule.calendar.engagements.queries import free_slots
from schedule.calendar.models import Engagement
from tests.bilaterals.scene import NOW, make_scene
from tests.people import make_member

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
HISTORIES, MEETINGS, BUSY = 50, 3, 5
CODES = ("BRA", "CIV", "HRV", "VNM", "AAA", "BBB", "CCC", "DDD")
STEP, LENGTH = timedelta(minutes=20), timedelta(minutes=30)  # the buffer included
POINTS = 0.05
type Pair = tuple[int, int]
type Reading = dict[int, set[datetime]]
type Spans = set[tuple[datetime, datetime]]


class History:
    """A conference in which the heads are engaged at random, and the adversary: Kenya, with a calendar of its own."""

    def __init__(self, chance: Random) -> None:
        scene = make_scene()
        self.chance, self.kenya, self.head, self.actor = chance, scene.kenya, scene.head_ke, scene.of_kenya
        self.heads = {
            head.pk: head
            for code in CODES
            for head in [scene.head_br if code == "BRA" else make_member(code, capacity="head", state="submitted")]
        }
        hours = get_hours(current_conference())
        self.busy: dict[int, list[datetime]] = {}
        self.grid = [opens + n * STEP for opens, closes in hours for n in range((closes - opens - LENGTH) // STEP + 1)]

    def engage(self, starts: datetime, *heads: Delegate) -> None:
        for head in heads:
            self.busy[head.pk].append(starts)
        Engagement.objects.bulk_create(
            Engagement(
                booking=uuid.uuid4(),
                kind="bilateral",
                subject_type="x",
                subject_id="1",
                labels={"en": "x"},
                starts=starts,
                ends=starts + LENGTH,
                person=head,
            )
            for head in heads
        )

    def is_free(self, starts: datetime, *heads: Delegate) -> bool:
        return all(abs(starts - other) >= LENGTH for head in heads for other in self.busy[head.pk])

    def fill(self) -> None:
        self.busy = {key: [] for key in self.heads}
        for head in self.heads.values():
            for starts in self.chance.sample(self.grid, BUSY):
                if self.is_free(starts, head):
                    self.engage(starts, head)

    def meet(self) -> set[Pair]:
        """Let pairs of heads meet, each at its own time, and return them."""
        keys, pairs, times = list(self.heads), set(), self.chance.sample(self.grid, len(self.grid))
        self.chance.shuffle(keys)
        taken: list[datetime] = []
        for pair in zip(keys[: 2 * MEETINGS : 2], keys[1 : 2 * MEETINGS : 2], strict=True):
            heads = [self.heads[key] for key in pair]
            starts = next(
                time
                for time in times
                if all(abs(time - other) >= 2 * LENGTH for other in taken) and self.is_free(time, *heads)
            )
            self.engage(starts, *heads)
            taken.append(starts)
            pairs.add((min(pair), max(pair)))
        return pairs

    def pairs(self) -> list[Pair]:
        return list(combinations(sorted(self.heads), 2))

    def read_offered(self, minutes: int) -> Reading:
        """Return the times that Kenya is offered with each head."""
        return {
            key: {
                *get_times(
                    self.actor,
                    TimesWanted(self.kenya, self.head, head.delegation, head, minutes),
                    current_conference(),
                    self.chance,
                ).starts
            }
            for key, head in self.heads.items()
        }

    def read_calendars(self) -> Reading:
        """Return when each head is free, as a grid of another's busy times shows it: the control."""
        values = {"hours": get_hours(current_conference()), "length": LENGTH, "step": STEP, "heads": True}
        return {
            key: {slot.starts for slot in free_slots(own=[self.head], others=[head], **values) if slot.free}
            for key, head in self.heads.items()
        }


def weigh(history: History, pair: Pair, before: Reading, after: dict[int, Spans]) -> float:
    """Return how likely it is that the two met, but for a factor: by each time at which neither is free now, more if both were before."""
    weight = 0.0
    for time in history.grid:
        if not any(starts < time + LENGTH and time < ends for key in pair for starts, ends in after[key]):
            weight += 2.0 ** sum(time in before[key] for key in pair)
    return weight


def spans(history: History, *minutes: int) -> dict[int, Spans]:
    """Read the times offered for these lengths, one after the other, as the spans at which each head is free."""
    free: dict[int, Spans] = {key: set() for key in history.heads}
    for length in minutes:
        for key, times in history.read_offered(length).items():
            free[key] |= {(starts, starts + timedelta(minutes=max(length, SHORT)) + BUFFER) for starts in times}
    return free


def guess(met: set[Pair], scores: dict[Pair, float]) -> float:
    """Return how often, of a pair that met and one that did not, the right one is chosen; a tie is half right."""
    points = [
        (scores[pair] > scores[other]) + (scores[pair] == scores[other]) / 2
        for pair in met
        for other in scores
        if other not in met
    ]
    return sum(points) / len(points)


def only_after(history: History) -> Callable[[], dict[Pair, float]]:
    """Read as much as can be read, all of it when they have met."""

    def score() -> dict[Pair, float]:
        after, none = spans(history, 20, 60), {key: set() for key in history.heads}
        assert _most_minutes() <= MOST_MINUTES
        return {pair: weigh(history, pair, none, after) for pair in history.pairs()}

    return score


def before_and_after(history: History) -> Callable[[], dict[Pair, float]]:
    before = history.read_offered(60)

    def score() -> dict[Pair, float]:
        after = spans(history, 20)
        return {pair: weigh(history, pair, before, after) for pair in history.pairs()}

    return score


def calendars(history: History) -> Callable[[], dict[Pair, float]]:
    before = history.read_calendars()

    def score() -> dict[Pair, float]:
        after = history.read_calendars()
        gone = {key: before[key] - after[key] for key in history.heads}
        return {(one, two): len(gone[one] & gone[two]) for one, two in history.pairs()}

    return score


def play(adversary: Callable, histories: int) -> float:
    """Return how often the adversary guesses right, over histories that are the same at each run."""
    rates = []
    with time_machine.travel(NOW, tick=False):
        history = History(Random(29))
        for _number in range(histories):
            with transaction.atomic():
                history.fill()
                score = adversary(history)
                met = history.meet()
                rates.append(guess(met, score()))
                transaction.set_rollback(True)
    return sum(rates) / len(rates)


def _most_minutes() -> int:
    rows = OfferedTime.objects.order_by().values("other").annotate(minutes=Sum("minutes"))
    return max(row["minutes"] for row in rows)


@pytest.mark.parametrize("adversary", [only_after, before_and_after])
def test_it_guesses_hardly_better_than_chance(adversary):
    """150 meetings, each against 25 other pairs: a coin is right in half of the cases, give or take 2.5 points."""
    assert play(adversary, HISTORIES) <= 0.5 + POINTS


def test_control_over_the_calendars_it_is_always_right():
    assert play(calendars, 5) == 1.0
