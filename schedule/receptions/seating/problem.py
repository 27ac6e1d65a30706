"""What the seating of a dinner reads and returns. Plain data: nothing here reads the database."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.db import models
from django.utils.translation import gettext_lazy as _

from schedule.receptions.seating.geometry import Shape


class Tie(models.TextChoices):
    """What two guests, or their delegations, are to each other at table."""

    BESIDE = "beside", _("side by side")
    ONE_TABLE = "one_table", _("at one table")
    APART = "apart", _("not at one table")


@dataclass(frozen=True)
class Person:
    """Somebody who has a seat.

    Args:
        key: Names the person.
        precedence: The place in the order of precedence, 1 the highest; no two have the same.
        group: Who come together and sit at one table: the guest and the companion.
        companion: Whether the person comes with the guest of the group.
        languages: ISO 639-1, those in which the person converses.
        sex: `female`, `male`, or empty when not told.
    """

    key: str
    precedence: int
    party: str
    group: str
    companion: bool = False
    languages: frozenset[str] = frozenset()
    sex: str = ""


@dataclass(frozen=True)
class Table:
    """A table.

    Args:
        seats: In all, the host's and those kept free included.
        host: Key of whoever presides here, in the first place: one of the people, or somebody who is no guest. Empty for none.
        closed: Seats that stay free, as for a principal who comes late.
        for_couples: Whether companions sit at the table of their guests; protocol may part them at a head table.
    """

    number: int
    shape: Shape
    seats: int
    host: str = ""
    closed: frozenset[int] = frozenset()
    for_couples: bool = True

    @property
    def is_head(self) -> bool:
        return self.shape == Shape.HEAD


@dataclass(frozen=True)
class Wish:
    """A tie between two groups, from protocol's hand. `APART` is never broken, the others are kept where they can be."""

    tie: Tie
    one: str
    other: str


Seats = dict[str, tuple[int, int]]  # key of a person: number of the table, seat


@dataclass(frozen=True)
class Problem:
    """Who is to be seated where.

    Args:
        people: In the order of precedence, guests who preside at a table included.
        hosts: Languages of the hosts who are no guests, by key.
        fixed: Tables by group, as protocol fixed them; of who presides, the own table.
        alternate: Whether women and men should sit in turn.
    """

    people: Sequence[Person]
    tables: Sequence[Table]
    wishes: Sequence[Wish] = ()
    fixed: Mapping[str, int] = field(default_factory=dict)
    hosts: Mapping[str, frozenset[str]] = field(default_factory=dict)
    alternate: bool = False

    @cached_property
    def by_key(self) -> dict[str, Person]:
        return {person.key: person for person in self.people}

    @cached_property
    def table(self) -> dict[int, Table]:
        return {table.number: table for table in self.tables}

    @cached_property
    def presiding(self) -> dict[int, Person]:
        """Return the guests who preside, by table."""
        return {table.number: self.by_key[table.host] for table in self.tables if table.host in self.by_key}

    def is_host(self, person: Person) -> bool:
        return any(host.key == person.key for host in self.presiding.values())

    @cached_property
    def groups(self) -> dict[str, list[Person]]:
        """Return who come together, by group: the guest first, whatever rank a companion has."""
        groups: defaultdict[str, list[Person]] = defaultdict(list)
        for person in self.people:
            groups[person.group].append(person)
        return {group: sorted(people, key=lambda person: person.companion) for group, people in groups.items()}

    @cached_property
    def apart(self) -> dict[str, set[str]]:
        """Return by group whom it never shares a table with."""
        apart: defaultdict[str, set[str]] = defaultdict(set)
        for wish in self.wishes:
            if wish.tie == Tie.APART:
                apart[wish.one].add(wish.other)
                apart[wish.other].add(wish.one)
        return dict(apart)
