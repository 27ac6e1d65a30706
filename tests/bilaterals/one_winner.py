"""Whether a recorded history of parallel calls can come from a calendar that gives each time once. Knows nothing of how that is done."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Protocol


class Attempt(Protocol):
    """One attempt at a slot, which stays with whom it was given to. `began` and `ended`: in s, on one clock for all."""

    @property
    def slot(self) -> str: ...
    @property
    def began(self) -> float: ...
    @property
    def ended(self) -> float: ...
    @property
    def won(self) -> bool: ...


def faults(history: Iterable[Attempt]) -> Iterator[str]:
    """Yield what no order of the attempts, each at some moment between its start and its end, explains.

    At most one attempt at a slot may win. A refusal comes after the win, so it cannot have ended before the winner began. Where all were
    refused nobody had taken the slot.
    """
    for slot, attempts in groupby(sorted(history, key=lambda one: (one.slot, one.began)), key=lambda one: one.slot):
        every = list(attempts)
        winners = [one for one in every if one.won]
        if not winners:
            yield f"{slot}: all {len(every)} were refused, and nobody had it"
        if len(winners) > 1:
            yield f"{slot}: given {len(winners)} times"
        for one in every:
            if not one.won and winners and one.ended < min(winner.began for winner in winners):
                yield f"{slot}: refused before anybody had asked for it who got it"
