"""The default crowd of the seeds, made once a process."""

from functools import cache

from seeds.data import parties, party
from seeds.people import Member, members
from seeds.presence import delegation_sizes
from seeds.standings import Standing, standings

SEED = 2025


@cache
def sizes() -> dict[str, int]:
    return delegation_sizes(parties(), seed=SEED)


@cache
def delegation(code: str) -> tuple[Member, ...]:
    return tuple(members(party(code), sizes()[code], SEED))


@cache
def everybody() -> tuple[Member, ...]:
    return tuple(member for code in sizes() for member in delegation(code))


@cache
def standing(code: str) -> tuple[Standing, ...]:
    return tuple(standings(party(code), delegation(code), SEED))
