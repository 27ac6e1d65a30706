"""What makes a receiving line end in time: more lines, fewer minutes, fewer guests, or an earlier beginning."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from conference.core import clock
from schedule.receptions.models import Reception

MOST_LINES = 6
MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Proposal:
    """A line that ends in time.

    Args:
        kind: `lines`, `minutes`, `both`, `guests`, or `earlier`, which the form of the reception changes.
        guests: How many are received, by precedence; None for all.
        each: How many guests the longest line has.
        begins, ends: Of the line.
    """

    kind: str
    minutes: int
    lines: int
    guests: int | None
    each: int
    begins: datetime
    ends: datetime


def propose_lines(reception: Reception, numbers: Sequence[int], first: datetime, due: datetime) -> list[Proposal]:
    """Return what would end by `due`.

    Args:
        numbers: The places in the order of precedence of those still to be received.
        first: When the first of them is received.
    """
    return list(_propose(reception, sorted(numbers), first, max(0, int((due - first) / MINUTE)), due))


def _propose(
    reception: Reception, numbers: Sequence[int], first: datetime, available: int, due: datetime
) -> Iterator[Proposal]:
    minutes, lines, guests = reception.each_minutes, reception.lines, reception.line_guests
    count = len(numbers)

    def proposal(kind: str, minutes: int, lines: int, guests: int | None, count: int) -> Proposal:
        each = ceil(count / lines)
        return Proposal(kind, minutes, lines, guests, each, first, first + each * minutes * MINUTE)

    more = _fewest_lines(count, minutes, available)
    if more:
        yield proposal("lines", minutes, more, guests, count)
    shorter = min(minutes - 1, available // ceil(count / lines))
    if shorter > 0:
        yield proposal("minutes", shorter, lines, guests, count)
    elif minutes > 1 and (both := _fewest_lines(count, 1, available)) and both != more:
        yield proposal("both", 1, both, guests, count)
    fewer = lines * (available // minutes)
    if 0 < fewer < count:
        yield proposal("guests", minutes, lines, numbers[fewer - 1], fewer)
    each = ceil(count / lines)
    begins = due - each * minutes * MINUTE
    if begins > clock.now():
        yield Proposal("earlier", minutes, lines, guests, each, begins, due)


def _fewest_lines(count: int, minutes: int, available: int) -> int:
    """Return how many lines are enough; 0 if none is."""
    return next((lines for lines in range(2, MOST_LINES + 1) if ceil(count / lines) * minutes <= available), 0)
