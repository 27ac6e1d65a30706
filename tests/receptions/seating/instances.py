"""Dinners made from fixed seeds."""

from __future__ import annotations

import random
from dataclasses import replace

from schedule.receptions.seating.geometry import Shape
from schedule.receptions.seating.problem import Person, Problem, Table, Tie, Wish

LANGUAGES = ("ar", "en", "es", "fr", "pt", "ru", "vi", "zh")
HOST = frozenset({"en", "vi"})


def dinner(
    seed: int,
    *,
    guests: int = 800,
    tables: int = 80,
    seats: int = 11,
    head: int = 0,
    couples: float = 0.3,
    wishes: int = 60,
    refusals: int = 25,
    alternate: bool = False,
) -> Problem:
    """Return a dinner at round tables with a host each.

    Args:
        guests: Persons, companions included.
        head: Seats of a further head table; 0 for none.
        couples: Share of the guests who bring somebody.
    """
    chance = random.Random(seed)
    people = _people(chance, guests, couples)
    groups = sorted({one.group for one in people})
    ties = [
        *(Wish(chance.choice((Tie.BESIDE, Tie.ONE_TABLE)), *_pair(chance, groups)) for _ in range(wishes)),
        *(Wish(Tie.APART, *_pair(chance, groups)) for _ in range(refusals)),
    ]
    rounds = [Table(number, Shape.ROUND, seats, host=f"h{number}") for number in range(1, tables + 1)]
    if head:
        rounds.insert(0, Table(tables + 1, Shape.HEAD, head, host=f"h{tables + 1}"))
    return Problem(people, rounds, ties, {}, {table.host: HOST for table in rounds}, alternate)


def _people(chance: random.Random, count: int, couples: float) -> list[Person]:
    """Return guests by precedence, then their companions."""
    own: list[Person] = []
    companions: list[Person] = []
    while len(own) + len(companions) < count:
        group = f"g{len(own) + 1:04d}"
        spoken = set(chance.sample(LANGUAGES, chance.choice((1, 1, 2, 2, 3))))
        spoken |= {"en"} if chance.random() < 0.6 else set()
        party = f"P{chance.randrange(110)}"
        guest = Person(group, 0, party, group, False, frozenset(spoken), chance.choice(("female", "male", "male")))
        own.append(guest)
        if chance.random() < couples and len(own) + len(companions) < count:
            sex = chance.choice(("female", "female", "male"))
            companions.append(replace(guest, key=group + "c", companion=True, sex=sex))
    return [replace(one, precedence=place) for place, one in enumerate([*own, *companions], 1)]


def _pair(chance: random.Random, groups: list[str]) -> tuple[str, str]:
    one, other = sorted(chance.sample(groups, 2))
    return one, other
