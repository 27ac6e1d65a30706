"""The order of a list and its clock, as pure functions: no database, language or present time.

Order: by the rank's tie group, then by inscription; the kinds of party that come last, after all others. A list has several sittings. The
order holds within a day; a wish decides the day, and the sitting as far as the order allows.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta


@dataclass(frozen=True)
class Period:
    """A sitting. `day` is in the conference's zone; statements lie between `starts` and `ends`."""

    key: int
    day: date
    starts: datetime
    ends: datetime
    pauses: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True)
class Turn:
    """Somebody who is to speak.

    Attributes:
        group, since: The category (place of the kind of party, tie group), and the order within it.
        wish, floor: Keys of the period wished for, and of the earliest (None: any).
        by_hand: Placed by a person.
    """

    key: int
    group: tuple[int, int]
    since: tuple[datetime, int]
    length: timedelta
    wish: int | None = None
    floor: int | None = None
    by_hand: bool = False

    @property
    def place(self) -> tuple[tuple[int, int], tuple[datetime, int]]:
        return self.group, self.since


@dataclass(frozen=True)
class TimedTurn:
    """A turn with its time; None and None if no period has room."""

    turn: Turn
    starts: datetime | None
    ends: datetime | None


def _fit(at: datetime, length: timedelta, period: Period) -> datetime | None:
    """Return the first moment from `at` when the statement fits; None if none."""
    at = max(at, period.starts)
    for starts, ends in period.pauses:
        if at < ends and at + length > starts:
            at = ends
    return at if at + length <= period.ends else None


def schedule_turns(
    turns: Sequence[Turn], periods: Sequence[Period], gap: timedelta, at: datetime | None = None
) -> list[TimedTurn]:
    """Return the times in this order, from `at` (default: the first period's start), none before a turn's floor.

    What does not fit goes to the next period.
    """
    index = {period.key: n for n, period in enumerate(periods)}
    timed: list[TimedTurn] = []
    n = 0
    for turn in turns:
        now = max(n, index.get(turn.floor, 0) if turn.floor is not None else 0)
        starts = None
        while now < len(periods) and starts is None:
            starts = _fit(at or periods[now].starts, turn.length, periods[now])
            now += starts is None
        if starts is None:
            timed.append(TimedTurn(turn, None, None))
            continue
        n, at = now, starts + turn.length + gap
        timed.append(TimedTurn(turn, starts, starts + turn.length))
    return timed


def _reach(turns: Sequence[Turn], first: int, period: Period, gap: timedelta) -> list[int]:
    """Return the possible ends of turns in the period from `first` on: [first] if none fits."""
    ends, at = [first], period.starts
    for n in range(first, len(turns)):
        starts = _fit(at, turns[n].length, period)
        if starts is None:
            break
        at = starts + turns[n].length + gap
        ends.append(n + 1)
    return ends


def _divide(turns: Sequence[Turn], periods: Sequence[Period], gap: timedelta) -> tuple[int, list[int]] | None:
    """Cut a day's turns into its periods, meeting most wishes, earlier periods filled first.

    Returns how many wishes are met and the ends of the pieces; None if the day lacks room.
    """
    best: dict[tuple[int, int], tuple[int, list[int]] | None] = {}

    def from_here(period: int, first: int) -> tuple[int, list[int]] | None:
        if period == len(periods):
            return (0, []) if first == len(turns) else None
        if (period, first) not in best:
            best_cut: tuple[int, list[int]] | None = None
            for end in reversed(_reach(turns, first, periods[period], gap)):
                rest = from_here(period + 1, end)
                if rest is None:
                    continue
                met = rest[0] + sum(turn.wish == periods[period].key for turn in turns[first:end])
                if best_cut is None or met > best_cut[0]:
                    best_cut = met, [end, *rest[1]]
            best[(period, first)] = best_cut
        return best[(period, first)]

    return from_here(0, 0)


def _allot(turns: Sequence[Turn], periods: Sequence[Period], gap: timedelta) -> list[Turn]:
    """Return a day's turns in order, each with its floor. Raises ValueError for a day without room for all."""
    cut = _divide(turns, periods, gap)
    if cut is None:
        raise ValueError("the day has no room for all")
    allotted, first = [], 0
    for period, end in zip(periods, cut[1], strict=True):
        allotted += [replace(turn, floor=period.key) for turn in turns[first:end]]
        first = end
    return allotted


def arrange(turns: Sequence[Turn], periods: Sequence[Period], gap: timedelta) -> list[Turn]:
    """Return the running order, each turn with its period as floor; `by_hand` ones keep their place in `turns`.

    Days are filled category by category; within one, speakers with a wish go first, and the others take the first day with room. So a wish
    of a lower rank never takes the place of a higher one. Kinds that come last do so in the whole list, not only on a day. A speaker for
    whom no day has room goes behind the own category on the last day, and takes no time from others.
    """
    if not periods:
        return sorted(turns, key=lambda turn: turn.place)
    days: dict[date, list[Period]] = {}
    for period in periods:
        days.setdefault(period.day, []).append(period)
    day_of = {period.key: period.day for period in periods}
    of_day: dict[date, list[Turn]] = {day: [] for day in days}
    last, without_room = max(days), list[Turn]()
    fixed = _reserve_by_hand(turns, days, day_of, gap)
    free = [turn for turn in turns if not turn.by_hand]
    for turn in sorted(free, key=lambda turn: (turn.group, turn.wish not in day_of, turn.since)):
        wished = day_of.get(turn.wish) if turn.wish is not None else None
        listed = {**of_day, last: [*of_day[last], *without_room]}
        open_days = (
            day
            for day in _days_for(turn, listed, wished)
            if _has_room([*fixed[day], *of_day[day], turn], days[day], gap)
        )
        day = next(open_days, None)
        (without_room if day is None else of_day[day]).append(turn)
    waiting = [replace(turn, floor=days[last][-1].key) for turn in sorted(without_room, key=lambda turn: turn.place)]
    arranged: list[Turn] = []
    for day in sorted(days):
        allotted = _allot(sorted(of_day[day], key=lambda turn: turn.place), days[day], gap)
        arranged += sorted([*allotted, *waiting], key=lambda turn: turn.group) if day == last else allotted
    for place, turn in enumerate(turns):
        if turn.by_hand:
            before = arranged[min(place, len(arranged)) - 1] if arranged and place else None
            arranged.insert(place, replace(turn, floor=before.floor if before else periods[0].key))
    return arranged


def _reserve_by_hand(
    turns: Sequence[Turn], days: Mapping[date, Sequence[Period]], day_of: Mapping[int, date], gap: timedelta
) -> dict[date, list[Turn]]:
    """Return by day those placed by hand, whose time is not given to others; without any for whom the day has no room."""
    fixed: dict[date, list[Turn]] = {day: [] for day in days}
    for turn in turns:
        day = day_of.get(turn.floor) if turn.by_hand and turn.floor is not None else None
        if day is not None and _has_room([*fixed[day], turn], days[day], gap):
            fixed[day].append(turn)
    return fixed


def _days_for(turn: Turn, of_day: Mapping[date, Sequence[Turn]], wished: date | None) -> list[date]:
    """Return possible days, the wished one first; for kinds that come last, from the others' last day."""
    open_days = sorted(of_day)
    if turn.group[0] > 0:
        others = [day for day, turns in of_day.items() if any(other.group[0] == 0 for other in turns)]
        open_days = [day for day in open_days if not others or day >= max(others)]
    return sorted(open_days, key=lambda day: (day != wished, day))


def _has_room(turns: Sequence[Turn], periods: Sequence[Period], gap: timedelta) -> bool:
    ordered = sorted((replace(turn, floor=None) for turn in turns), key=lambda turn: turn.place)
    return all(time.starts for time in schedule_turns(ordered, periods, gap))


def insert(
    turns: Sequence[Turn], turn: Turn, periods: Sequence[Period], gap: timedelta, at: datetime | None
) -> list[Turn]:
    """Return the order with `turn`, by rank within the day wished for or the first with room after `at`; others keep their days.

    Where no day has room, it stands by rank on the last one, whose last speakers then have no time.
    """
    day_of = {period.key: period.day for period in periods}
    ahead = [period for period in periods if at is None or period.ends > at] or list(periods[-1:])
    of_day: dict[date, list[Turn]] = {period.day: [] for period in ahead}
    for other in turns:
        if other.floor is not None and day_of.get(other.floor) in of_day:
            of_day[day_of[other.floor]].append(other)
    wished = day_of.get(turn.wish) if turn.wish is not None else None
    days = _days_for(turn, of_day, wished)
    before = _spoken_days(turns, periods, gap, at)
    for day in days:
        tried = _insert_on(turns, turn, day, ahead)
        if _spoken_days(tried, periods, gap, at) == {**before, turn.key: day}:
            return tried
    return _insert_on(turns, turn, max(days), ahead) if days else [*turns, turn]


def _spoken_days(
    turns: Sequence[Turn], periods: Sequence[Period], gap: timedelta, at: datetime | None
) -> dict[int, date]:
    """Return the day on which each turn that has a time speaks, by key."""
    return {
        time.turn.key: period.day
        for time in schedule_turns(turns, periods, gap, at)
        for period in periods
        if time.starts is not None and period.starts <= time.starts < period.ends
    }


def _insert_on(turns: Sequence[Turn], turn: Turn, day: date, periods: Sequence[Period]) -> list[Turn]:
    """Return the order with `turn` before the first of the day ranking after it, or after the day's last."""
    keys = [period.key for period in periods if period.day == day]
    later = {period.key for period in periods if period.day > day}
    behind = [
        n for n, other in enumerate(turns) if other.floor in keys and not other.by_hand and other.place > turn.place
    ]
    own = [n for n, other in enumerate(turns) if other.floor in keys]
    before_day = [n for n, other in enumerate(turns) if other.floor not in later]
    place = behind[0] if behind else own[-1] + 1 if own else before_day[-1] + 1 if before_day else 0
    floor = turns[place].floor if behind else turns[own[-1]].floor if own else keys[0]
    return [*turns[:place], replace(turn, floor=floor), *turns[place:]]


def to_end_of_group(turns: Sequence[Turn], key: int) -> list[Turn] | None:
    """Return the order with the turn last of its category in its period; None if it is so already."""
    at = next(n for n, turn in enumerate(turns) if turn.key == key)
    moved = turns[at]
    behind = [n for n in range(at + 1, len(turns)) if turns[n].group == moved.group and turns[n].floor == moved.floor]
    if not behind:
        return None
    last = behind[-1]
    return [*turns[:at], *turns[at + 1 : last + 1], moved, *turns[last + 1 :]]


def move(turns: Sequence[Turn], key: int, place: int) -> list[Turn]:
    """Return the order with the turn at `place` (from 0), in the period there, fixed for later calculations."""
    moved = next(turn for turn in turns if turn.key == key)
    others = [turn for turn in turns if turn.key != key]
    place = max(0, min(place, len(others)))
    neighbour = turns[min(place, len(turns) - 1)]
    return [*others[:place], replace(moved, floor=neighbour.floor, by_hand=True), *others[place:]]


def exchange(turns: Sequence[Turn], first: int, second: int) -> list[Turn]:
    """Return the order with those two exchanged and fixed for later calculations."""
    by_key = {turn.key: turn for turn in turns}
    swapped = {
        first: replace(by_key[second], floor=by_key[first].floor, by_hand=True),
        second: replace(by_key[first], floor=by_key[second].floor, by_hand=True),
    }
    return [swapped.get(turn.key, turn) for turn in turns]
