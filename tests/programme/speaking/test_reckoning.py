"""The rules hold on lists that a machine makes up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schedule.programme.speaking import order
from schedule.programme.speaking.order import Period, Turn

GAP = timedelta(minutes=1)
SATURDAY, SUNDAY = date(2025, 10, 25), date(2025, 10, 26)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


PAUSE = (at(SUNDAY, 10), at(SUNDAY, 10, 20))
PERIODS = [
    Period(1, SATURDAY, at(SATURDAY, 14), at(SATURDAY, 15)),
    Period(2, SUNDAY, at(SUNDAY, 9), at(SUNDAY, 11), (PAUSE,)),
    Period(3, SUNDAY, at(SUNDAY, 13), at(SUNDAY, 14)),
]
DAY = {period.key: period.day for period in PERIODS}


# One draw a speaker: by rank and wish, the minutes from a list; a draw each would cost four times as much.
SPEAKERS = [
    (kind, rank, minutes, wish)
    for kind in range(3)
    for rank in range(1, 5)
    for minutes in range(3, 16)
    for wish in (None, None, 1, 2, 3)
]
LISTS = st.lists(st.sampled_from(SPEAKERS), max_size=30).map(
    lambda drawn: [
        Turn(key=n, group=(kind, rank), since=(at(SATURDAY, 1), n), length=timedelta(minutes=minutes), wish=wish)
        for n, (kind, rank, minutes, wish) in enumerate(drawn)
    ]
)
# How long a machine takes says nothing of the order: the number of lists is the bound, not the time.
BOUNDS = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])


@BOUNDS
@given(LISTS)
def test_nobody_is_lost_and_within_a_day_the_rank_order_holds(turns):
    found = order.arrange(turns, PERIODS, GAP)
    assert sorted(turn.key for turn in found) == [turn.key for turn in turns]
    for day in (SATURDAY, SUNDAY):
        categories = [turn.group for turn in found if DAY[turn.floor] == day]
        assert categories == sorted(categories)


# As on a list: who is of one category speaks for the same time. More than the three sessions hold, mostly.
CROWDS = st.lists(st.sampled_from(SPEAKERS), min_size=25, max_size=60).map(
    lambda drawn: [
        Turn(n, (0, rank), (at(SATURDAY, 1), n), timedelta(minutes=15 - 2 * rank), wish=wish)
        for n, (_kind, rank, _minutes, wish) in enumerate(drawn)
    ]
)


def fits(turns: list[Turn], day: date) -> bool:
    """Return whether these can speak on that day in the order of their places; reckoned minute by minute."""
    moment = at(day, 9)
    for turn in sorted(turns, key=lambda turn: turn.place):
        minutes = (moment + timedelta(minutes=n) for n in range(6 * 60))
        moment = next((minute for minute in minutes if may_speak(minute, minute + turn.length, day)), None)
        if moment is None:
            return False
        moment += turn.length + GAP
    return True


def may_speak(starts: datetime, ends: datetime, day: date) -> bool:
    in_session = any(p.day == day and p.starts <= starts and ends <= p.ends for p in PERIODS)
    return in_session and (ends <= PAUSE[0] or PAUSE[1] <= starts)


def comes_first(one: Turn, other: Turn) -> bool:
    """Return whether the rules let `one` choose its day before `other`: rank, then a wish, then inscription."""
    return (one.group, one.wish is None, one.since) < (other.group, other.wish is None, other.since)


@pytest.mark.slow
@settings(BOUNDS, max_examples=25)
@given(CROWDS)
def test_nobody_has_a_time_that_a_higher_rank_could_have_had(turns):
    timed = order.schedule_turns(order.arrange(turns, PERIODS, GAP), PERIODS, GAP)
    day_of = {one.turn.key: one.starts.date() for one in timed if one.starts}
    for turn in turns:
        wished = DAY.get(turn.wish)
        for day in sorted({SATURDAY, SUNDAY}, key=lambda day: (day != wished, day)):
            if day_of.get(turn.key) == day:
                break
            # A day that would have suited better is full of those who choose first.
            before = [other for other in turns if day_of.get(other.key) == day and comes_first(other, turn)]
            assert not fits([*before, turn], day)
    for day in (SATURDAY, SUNDAY):
        places = [one.turn.place for one in timed if one.starts and one.starts.date() == day]
        assert places == sorted(places)


def test_heads_of_state_without_a_wish_go_before_the_wishes_of_ministers():
    def turn(key: int, rank: int, wish: int | None) -> Turn:
        return Turn(key, (0, rank), (at(SATURDAY, 1), key), timedelta(minutes=14), wish=wish)

    # Four can speak on Saturday, four before Sunday's break and after it, four in the afternoon.
    ministers, heads = [turn(n, 5, 1) for n in range(4)], [turn(n, 1, None) for n in range(4, 6)]
    timed = order.schedule_turns(order.arrange([*ministers, *heads], PERIODS, GAP), PERIODS, GAP)
    assert [(one.turn.key, one.starts) for one in timed] == [
        (4, at(SATURDAY, 14)),
        (5, at(SATURDAY, 14, 15)),
        (0, at(SATURDAY, 14, 30)),
        (1, at(SATURDAY, 14, 45)),
        (2, at(SUNDAY, 9)),
        (3, at(SUNDAY, 9, 15)),
    ]


def test_with_more_wishes_than_time_the_lowest_of_the_first_day_does_not_open_the_second():
    def turn(key: int, rank: int, wish: int) -> Turn:
        return Turn(key, (0, rank), (at(SATURDAY, 1), key), timedelta(minutes=14), wish=wish)

    # Everybody wishes for Sunday, where ten can speak; four can on Saturday, and so one has no time.
    turns = [turn(n, 1 if n < 3 else 5, 2) for n in range(15)]
    timed = order.schedule_turns(order.arrange(turns, PERIODS, GAP), PERIODS, GAP)
    assert [one.turn.key for one in timed if one.starts is None] == [14]
    assert [one.turn.key for one in timed if one.starts and one.starts.date() == SUNDAY][:3] == [0, 1, 2]


@BOUNDS
@given(CROWDS)
def test_a_late_one_moves_nobody_to_another_day(turns):
    *others, late = turns
    standing = order.arrange(others, PERIODS, GAP)
    before = {one.turn.key: one.starts for one in order.schedule_turns(standing, PERIODS, GAP)}
    for one in order.schedule_turns(order.insert(standing, late, PERIODS, GAP, None), PERIODS, GAP):
        if one.starts and before.get(one.turn.key):
            assert one.starts.date() == before[one.turn.key].date()


@BOUNDS
@given(LISTS)
def test_those_who_come_after_all_others_do(turns):
    found = order.arrange(turns, PERIODS, GAP)
    after = [turn.group[0] > 0 for turn in found]
    assert after == sorted(after)


@BOUNDS
@given(LISTS)
def test_times_follow_one_another_within_the_sessions_and_outside_the_break(turns):
    timed = [one for one in order.schedule_turns(order.arrange(turns, PERIODS, GAP), PERIODS, GAP) if one.starts]
    for one in timed:
        assert one.ends - one.starts == one.turn.length
        assert any(period.starts <= one.starts and one.ends <= period.ends for period in PERIODS)
        assert one.ends <= PAUSE[0] or one.starts >= PAUSE[1]
    for one, following in pairwise(timed):
        assert following.starts - one.ends >= GAP


@BOUNDS
@given(LISTS, st.integers(0, 29))
def test_the_absent_go_behind_the_last_of_their_category_and_no_further(turns, which):
    found = order.arrange(turns, PERIODS, GAP)
    if not found:
        return
    moved = found[which % len(found)]
    after = order.to_end_of_group(found, moved.key)
    same = [turn.key for turn in found if (turn.group, turn.floor) == (moved.group, moved.floor)]
    if same[-1] == moved.key:
        assert after is None
        return
    assert [turn for turn in after if turn.key != moved.key] == [turn for turn in found if turn.key != moved.key]
    assert after[[turn.key for turn in after].index(moved.key) - 1].key == same[-1]


@BOUNDS
@given(LISTS, st.integers(0, 29), st.integers(0, 29))
def test_an_exchange_moves_the_two_and_nobody_else(turns, one, other):
    found = order.arrange(turns, PERIODS, GAP)
    if len(found) < 2:
        return
    a, b = found[one % len(found)].key, found[other % len(found)].key
    keys = [turn.key for turn in order.exchange(found, a, b)]
    swap = {a: b, b: a}
    assert keys == [swap.get(turn.key, turn.key) for turn in found]


@BOUNDS
@given(LISTS)
def test_a_late_one_comes_before_the_lower_ranks_of_its_day(turns):
    if not turns:
        return
    *others, late = turns
    standing = order.arrange(others, PERIODS, GAP)
    found = order.insert(standing, late, PERIODS, GAP, None)
    assert [turn for turn in found if turn.key != late.key] == standing
    here = next(turn for turn in found if turn.key == late.key)
    behind = found[[turn.key for turn in found].index(late.key) + 1 :]
    assert all(turn.place > late.place for turn in behind if DAY[turn.floor] == DAY[here.floor])
