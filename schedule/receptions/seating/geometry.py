"""Where the places of honour of a table are, and who sits beside whom.

Seats are numbered from 1, clockwise as the plan is drawn with the host at the top, who looks down: his right hand is at the left of the
drawing. The place of honour is at the host's right, the next at his left, and so on, turn by turn, away from him (J. Serres, Manuel
pratique de protocole). With two hosts, who sit opposite each other at a long table, it goes from the right of one to the right of the
other.
"""

from functools import cache

from django.db import models
from django.utils.translation import gettext_lazy as _


class Shape(models.TextChoices):
    """Of a table: `head` has seats along one side, towards the hall; `long` along two."""

    ROUND = "round", _("round")
    LONG = "long", _("long, two sides")
    HEAD = "head", _("head table, one side")


SMALLEST = {Shape.ROUND: 3, Shape.LONG: 4, Shape.HEAD: 1}


@cache
def by_honour(shape: Shape, seats: int) -> tuple[int, ...]:
    """Return the seats from the first to the last in honour; the first is the host's, where the table has one."""
    if shape == Shape.ROUND:
        return _in_turns([seats - step for step in range(seats)], [1 + step for step in range(1, seats)], first=1)[
            :seats
        ]
    if shape == Shape.HEAD:
        middle = (seats + 1) // 2
        return _in_turns(list(range(middle - 1, 0, -1)), list(range(middle + 1, seats + 1)), first=middle)
    return _of_two_sides(seats)


def _in_turns(right: list[int], left: list[int], first: int) -> tuple[int, ...]:
    """Return `first`, then one of the right and one of the left in turn, each once."""
    order = [first]
    for place in range(max(len(right), len(left))):
        order += [side[place] for side in (right, left) if place < len(side) and side[place] not in order]
    return tuple(order)


def _of_two_sides(seats: int) -> tuple[int, ...]:
    """The host sits in the middle of the upper side; the second place is opposite, for the other host or the guest of honour."""
    upper, lower = halves(seats)
    host, other_host = (len(upper) + 1) // 2 - 1, (len(lower) + 1) // 2 - 1
    order = [upper[host], lower[other_host]]
    for step in range(1, seats):
        # The right of the host is at the left of the drawing, and that of who sits opposite at its right.
        rights = ((upper, host - step), (lower, other_host + step))
        lefts = ((upper, host + step), (lower, other_host - step))
        order += [side[place] for side, place in (*rights, *lefts) if 0 <= place < len(side)]
    return tuple(order)


def halves(seats: int) -> tuple[list[int], list[int]]:
    """Return the seats of the two sides of a long table, each from left to right as drawn; numbers go clockwise round it."""
    upper = (seats + 1) // 2
    return list(range(1, upper + 1)), list(range(seats, upper, -1))


@cache
def beside(shape: Shape, seats: int) -> tuple[tuple[int, ...], ...]:
    """Return the neighbours of each seat, from seat 1 on."""
    if shape == Shape.ROUND:
        ring = ({(seat - 2) % seats + 1, seat % seats + 1} - {seat} for seat in range(1, seats + 1))
        return tuple(tuple(sorted(neighbours)) for neighbours in ring)
    rows = halves(seats) if shape == Shape.LONG else (list(range(1, seats + 1)), [])
    neighbours = {
        seat: tuple(row[near] for near in (place - 1, place + 1) if 0 <= near < len(row))
        for row in rows
        for place, seat in enumerate(row)
    }
    return tuple(neighbours[seat] for seat in range(1, seats + 1))
