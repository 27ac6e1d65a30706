"""The rules hold on lists that a machine makes up."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

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
        places = [turn.place for turn in found if DAY[turn.floor] == day]
        assert places == sorted(places)


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
