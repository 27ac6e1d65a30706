"""Whether a stored plan keeps the rules of protocol. It reads the rows, and shares no code with what seats or checks.

1. Nobody has two seats or two cards: a host from outside is no guest, and presides once. 2. A substitute without an own rank has no seat.
3. At a table nobody of lower precedence sits nearer to the place of honour. 4. Nobody elsewhere precedes a guest at the head table.
5. A couple sits at one table. 6. Who refuse one another share none. 7. Who has no seat are the last in the order, or could have none.
Whom protocol fixed, as a host, neither passes anybody over nor is passed over.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator

from conference.models import Rank
from schedule.receptions.models import GuestRule, Invitation, Seat, SeatingPlan

Key = tuple[int, bool]  # the invitation, and whether its companion is meant
NOBODY = 10**6


class Room:
    """The rows of a plan, by person and by table."""

    def __init__(self, plan: SeatingPlan) -> None:
        self.tables = {table.pk: table for table in plan.tables.all()}
        self.rows = list(Seat.objects.filter(plan=plan, invitation__isnull=False))
        self.seat = {(row.invitation_id, row.companion): row for row in self.rows}
        invited = Invitation.objects.filter(reception=plan.reception_id, state="accepted")
        self.invited = {row.pk: row for row in invited.select_related("guest", "delegation__party")}
        group: dict[int, int] = {}
        for rank in Rank.objects.order_by("-position"):
            group[rank.tie_group] = rank.position
        self.levels = {rank.pk: group[rank.tie_group] for rank in Rank.objects.all()}
        rules = GuestRule.objects.filter(plan=plan)
        self.ruled = {(rule.invitation_id, rule.companion): rule.rank_id for rule in rules if rule.rank_id}
        self.refused = {frozenset((wish.one_id, wish.other_id)) for wish in plan.wishes.filter(tie="apart")}
        self.hosts = {row.invitation_id for row in self.rows if row.number == self.tables[row.table_id].host_seat}
        self.place = {key: place for place, key in enumerate(sorted(self._persons(), key=self._sort))}

    def _persons(self) -> Iterator[Key]:
        for pk, row in self.invited.items():
            yield from ((pk, companion) for companion in (False, True)[: row.persons])

    def has_to_wait(self, pk: int) -> bool:
        return bool(self.invited[pk].substitute_name) and (pk, False) not in self.ruled

    def _sort(self, key: Key) -> tuple[bool, int, str, int, bool]:
        row = self.invited[key[0]]
        own = None if row.substitute_name else row.guest.protocol_rank_id
        rank = self.ruled.get(key) or self.ruled.get((key[0], False), own)
        level = self.levels[rank] if rank else NOBODY
        return self.has_to_wait(key[0]), level, row.delegation.party.en_sort, key[0], key[1]

    def honours(self, table) -> list[int]:
        """Right, left, right, left of the first place: at a round table 1, at a head table in the middle."""
        first = 1 if table.shape == "round" else (table.seats + 1) // 2
        steps = [way * step for step in range(1, table.seats) for way in (-1, 1)]
        if table.shape == "round":
            places = [first, *((first + step - 1) % table.seats + 1 for step in steps)]
        else:
            places = [first, *(first + step for step in steps if 1 <= first + step <= table.seats)]
        return list(dict.fromkeys(places))

    def sits_at(self, pk: int) -> int | None:
        row = self.seat.get((pk, False))
        return row.table_id if row else None

    def is_ranked(self, pk: int) -> bool:
        return pk not in self.hosts

    def capacity(self, table) -> int:
        return table.seats - bool(table.host_seat and (table.host_name or not self._presided(table)))

    def _presided(self, table) -> bool:
        return any(row.table_id == table.pk and row.number == table.host_seat for row in self.rows)


def broken(plan: SeatingPlan) -> Iterator[str]:
    """Yield a sentence for each rule that is broken."""
    room = Room(plan)
    yield from _twice(room)
    yield from (f"{pk} waits for a rank and has a seat" for pk, _companion in room.seat if room.has_to_wait(pk))
    for table in room.tables.values():
        yield from _out_of_order(room, table)
    yield from _passed_at_the_head(room)
    for pk, row in room.invited.items():
        tables = {room.seat[key].table_id for key in ((pk, False), (pk, True)) if key in room.seat}
        if len(tables) > 1 or (row.persons == 2 and len({(pk, False), (pk, True)} & room.seat.keys()) == 1):
            yield f"the couple {pk} is parted"
    for pair in room.refused:
        if len({room.sits_at(pk) for pk in pair}) == 1 and None not in {room.sits_at(pk) for pk in pair}:
            yield f"{sorted(pair)} share a table"
    yield from (f"{pk} is passed over in silence" for pk, why in passed_over(plan).items() if not why)


def _twice(room: Room) -> Iterator[str]:
    for key, count in Counter((row.invitation_id, row.companion) for row in room.rows).items():
        if count > 1:
            yield f"{key} has {count} seats"
    for place, count in Counter((row.table_id, row.number) for row in room.rows).items():
        if count > 1:
            yield f"{count} persons on {place}"
    names = Counter(table.host_name for table in room.tables.values() if table.host_name)
    names.update(row.substitute_name or row.guest.called for row in room.invited.values())
    yield from (f"{name} has {count} cards" for name, count in names.items() if count > 1)


def _out_of_order(room: Room, table) -> Iterator[str]:
    order = room.honours(table)
    seated = [row for row in room.rows if row.table_id == table.pk and row.number != table.host_seat]
    seated.sort(key=lambda row: order.index(row.number))
    places = [room.place.get((row.invitation_id, row.companion), -1) for row in seated]
    if places != sorted(places):
        yield f"table {table.number} is out of order: {places}"


def _passed_at_the_head(room: Room) -> Iterator[str]:
    heads = {pk for pk, table in room.tables.items() if table.shape == "head"}
    at_head = [pk for pk in room.invited if room.sits_at(pk) in heads]
    for pk in room.invited:
        if room.sits_at(pk) in {None, *heads} or not room.is_ranked(pk):
            continue
        if any(frozenset((pk, other)) in room.refused for other in at_head):
            continue
        for other in filter(room.is_ranked, at_head):
            if room.place[pk, False] < room.place[other, False]:
                yield f"{pk} precedes {other} at the head table"


def passed_over(plan: SeatingPlan) -> dict[int, str]:
    """Return who has no seat while a guest who follows has one, and why none could be given; "" if one could."""
    room = Room(plan)
    seated: defaultdict[int | None, list[int]] = defaultdict(list)
    for pk in room.invited:
        seated[room.sits_at(pk)].append(pk)
    passed = {}
    for pk in seated[None]:
        if room.has_to_wait(pk):
            continue
        after = {
            other
            for other in room.invited
            if room.sits_at(other) and room.is_ranked(other) and room.place[other, False] > room.place[pk, False]
        }
        if after:
            passed[pk] = _why(room, seated, pk, after)
    return passed


def _why(room: Room, seated: defaultdict[int | None, list[int]], pk: int, after: set[int]) -> str:
    whys, size = set(), room.invited[pk].persons
    for table in room.tables.values():
        if table.shape == "head":
            continue
        stay = [other for other in seated[table.pk] if other not in after]
        free = room.capacity(table) - sum(room.invited[other].persons for other in stay)
        if any(frozenset((pk, other)) in room.refused for other in stay):
            whys.add("refused")
        elif free >= size:
            return ""
        elif free > 0:
            whys.add("couple")
    return min(whys, default="")
