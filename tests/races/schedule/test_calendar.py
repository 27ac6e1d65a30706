"""Many at once for the same rooms and persons: no overlap, and losers learn only who is engaged and when."""

from __future__ import annotations

import random
import threading
from contextlib import suppress
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine

from conference.audit.chain import find_faults
from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.db import guards
from conference.parties.models import Party
from schedule.calendar.engagements import actions
from schedule.calendar.engagements.actions import Claim, TimeTaken
from schedule.calendar.models import Engagement
from tests.calendar.engagements.test_engage import GUARDS
from tests.calendar.places import at, make_room
from tests.people import make_conference, make_member, make_party, make_tables
from tests.races.threads import attack, kinds

pytestmark = pytest.mark.django_db(transaction=True)
WORKERS = 12


@pytest.fixture
def scene():
    make_conference()
    make_tables()
    parties = [make_party(code) for code in ("KEN", "BRA", "FRA")]
    rooms = [make_room(code) for code in ("PLENARY", "CR1", "B-1")]
    persons = [make_member(party.code) for party in parties for _ in range(2)]
    return parties, rooms, persons


@lifecycle.use_case
def book(party, starts, ends, rooms, persons, holds_until=None):
    booking = actions.engage_claim(
        subject=party,
        kind="x",
        label=party.code,
        starts=starts,
        ends=ends,
        rooms=rooms,
        persons=persons,
        holds_until=holds_until,
    )
    lifecycle.log(party, actor=SYSTEM, verb="party.met")
    return booking, len(rooms) + len(persons)


def overlaps() -> int:
    found = 0
    for column in ("room_id", "person_id"):
        rows = list(Engagement.objects.exclude(**{column: None}).order_by(column, "starts"))
        found += sum(
            getattr(one, column) == getattr(two, column) and two.starts < one.ends for one, two in pairwise(rows)
        )
    return found


def random_jobs(scene, count: int, seed: int):
    """Bookings of one room and two persons in a morning too short for all of them."""
    parties, rooms, persons = scene
    dice = random.Random(seed)

    def job():
        party, room, pair = dice.choice(parties), dice.sample(rooms, 1), dice.sample(persons, 2)
        starts = at("09:00") + timedelta(minutes=5 * dice.randrange(24))
        ends = starts + timedelta(minutes=dice.choice([15, 30, 45]))
        return lambda: book(party, starts, ends, room, pair)

    return [job() for _ in range(count)]


def test_random_bookings_leave_no_overlap_and_losers_learn_why(scene):
    won = 0
    for wave in range(4):
        results = attack(random_jobs(scene, WORKERS, seed=wave))
        assert set(kinds(results)) <= {"done", "TimeTaken"}
        for result in results:
            if isinstance(result, TimeTaken):
                assert "is engaged" in str(result)
                assert "(Hanoi time, UTC+7)" in str(result)
                assert str(result).endswith("Nothing was changed.")
            else:
                booking, rows = result
                assert Engagement.objects.filter(booking=booking).count() == rows
                won += 1
    assert won > 0
    assert overlaps() == 0
    # All or nothing: there are no rows but those of the winners, each of a room and two persons.
    assert Engagement.objects.count() == 3 * won
    assert list(find_faults()) == []


def test_one_room_one_hour_one_winner(scene):
    parties, rooms, persons = scene
    jobs = [
        lambda n=n: book(parties[n % 3], at("09:00"), at("10:00"), [rooms[0]], [persons[n % 6]]) for n in range(WORKERS)
    ]
    results = attack(jobs)
    assert kinds(results) == {"done": 1, "TimeTaken": WORKERS - 1}
    losers = [result for result in results if isinstance(result, TimeTaken)]
    assert all(str(result).startswith("Plenary Hall is engaged 09:00–10:00") for result in losers)
    assert Engagement.objects.count() == 2


def test_the_same_persons_in_opposite_order_do_not_lock_each_other(scene):
    parties, _, persons = scene
    jobs = [
        lambda n=n: book(parties[0], at("09:00"), at("10:00"), [], persons if n % 2 else persons[::-1])
        for n in range(WORKERS)
    ]
    assert kinds(attack(jobs)) == {"done": 1, "TimeTaken": WORKERS - 1}
    assert Engagement.objects.count() == len(persons)


def test_a_deadlock_is_tried_again_and_nobody_sees_it(scene):
    """Each takes a room and then wants the other's: PostgreSQL throws one out, which begins anew."""
    parties, rooms, _ = scene
    meeting, tries = threading.Barrier(2), []

    @lifecycle.use_case
    def both(party, order):
        tries.append(party.code)
        for room in order:
            actions.engage_claim(subject=party, kind="x", label="x", starts=at("09:00"), ends=at("10:00"), rooms=[room])
            # Only the first try of each meets the other.
            with suppress(threading.BrokenBarrierError):
                meeting.wait(0.5)
            meeting.abort()

    results = attack([lambda: both(parties[0], rooms[:2]), lambda: both(parties[1], rooms[1::-1])])
    assert kinds(results) == {"done": 1, "TimeTaken": 1}
    assert Engagement.objects.count() == 2
    assert len(tries) == 3


def test_two_sessions_exchange_their_rooms_at_once(scene):
    parties, rooms, _ = scene
    for party, room in zip(parties, rooms, strict=True):
        book(party, at("09:00"), at("10:00"), [room], [])

    @lifecycle.use_case
    def move(party, room):
        Party.objects.select_for_update().get(pk=party.pk)
        actions.rebook_claims([Claim(party, "x", "x", at("09:00"), at("10:00"), [room])], subject=party)

    results = attack([lambda n=n: move(parties[n % 3], rooms[(n + 1) % 3]) for n in range(9)])
    assert set(kinds(results)) <= {"done", "TimeTaken"}
    assert overlaps() == 0
    # Whoever lost still has the room that it had.
    assert sorted(Engagement.objects.values_list("subject_id", flat=True)) == sorted(str(party.pk) for party in parties)


def test_a_hold_is_kept_or_given_away_and_never_both(scene):
    parties, rooms, persons = scene
    for hour in range(8):
        starts, ends = at(f"{9 + hour:02d}:00"), at(f"{10 + hour:02d}:00")
        with time_machine.travel(at("08:00"), tick=False):
            held, _ = book(parties[0], starts, ends, rooms[:1], persons[:2], holds_until=at("08:30"))

        @lifecycle.use_case
        def keep(held=held):
            return actions.make_lasting(held)[0]

        # A hold that has run out and that nobody has taken may still be kept: the first of the two decides.
        with time_machine.travel(at("08:30"), tick=False):
            jobs = [lambda s=starts, e=ends: book(parties[1], s, e, [], persons[1:3])] * 4
            kept, *takers = attack([keep, *jobs])
        assert overlaps() == 0
        if kept:
            assert kept == 2
            assert kinds(takers) == {"TimeTaken": 4}
        else:
            assert kinds(takers) == {"done": 1, "TimeTaken": 3}
            assert not Engagement.objects.filter(booking=held).exists()


def test_control_without_the_guard_the_same_attack_leaves_overlaps(scene):
    guards.uninstall(names=GUARDS)
    try:
        for wave in range(4):
            attack(random_jobs(scene, WORKERS, seed=wave))
        assert overlaps() > 0
    finally:
        Engagement.objects.all().delete()
        guards.install()
