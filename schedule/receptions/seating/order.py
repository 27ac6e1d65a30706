"""The order of precedence at table.

By rank first, where ranks of one tie group are equal. Within it by party, in the order of the seats from the first seat drawn, which
wraps round and says whether observers and organizations follow the Member States (`conference/parties/seating.py`). A substitute has
the place of the own rank, never that of whom he replaces; until protocol has set it, he stands behind all others. A companion holds the
place of the guest, just behind or behind all guests as the plan says; one who holds an office has the place of the own rank.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

# Behind every rank: those to whom nobody gave one.
LAST = 10_000
_IN_ORDER, _COMPANIONS, _WITHOUT_RANK = range(3)


@dataclass(frozen=True)
class Guest:
    """Somebody who comes, with or without a companion.

    Args:
        level: Of the rank's tie group, 1 the highest; None for no rank.
        awaits_rank: Whether somebody comes instead of the guest whose own rank protocol has not set yet.
        companion_level: Of the office that the companion holds; None for none.
    """

    group: str
    party: str
    level: int | None
    awaits_rank: bool = False
    companion: bool = False
    companion_level: int | None = None


@dataclass(frozen=True)
class Precedence:
    """A person's place in the order.

    Args:
        number: 1 the highest; no two persons have the same.
        level: Of the tie group; LAST for none.
        place: Among those of the same level, from 1.
        equals: How many are of the level. Companions without an office and substitutes without a rank are not counted.
    """

    group: str
    companion: bool
    number: int
    level: int
    place: int = 0
    equals: int = 0


def order(guests: Sequence[Guest], parties: Sequence[str], *, companions_last: bool = True) -> list[Precedence]:
    """Return all persons in the order of precedence.

    Args:
        parties: Codes in the order of the seats; a party that is not among them comes after all.
        companions_last: Companions without an office come after all guests, else each just behind the guest.
    """
    seats = {code: place for place, code in enumerate(parties)}
    entries: list[_Entry] = []
    for guest in guests:
        level = LAST if guest.level is None else guest.level
        within = (seats.get(guest.party, len(seats)), guest.party, guest.group)
        stage = _WITHOUT_RANK if guest.awaits_rank else _IN_ORDER
        own = (level, *within)
        entries.append(_Entry((stage, *own, False), guest.group, False, level, ranked=not guest.awaits_rank))
        if guest.companion and guest.companion_level is not None:
            key = (stage, guest.companion_level, *within, True)
            entries.append(_Entry(key, guest.group, True, guest.companion_level))
        elif guest.companion:
            stage = max(stage, _COMPANIONS) if companions_last else stage
            entries.append(_Entry((stage, *own, True), guest.group, True, level, ranked=False))
    entries.sort()
    equals = Counter(entry.level for entry in entries if entry.ranked)
    places = Counter[int]()
    precedences = []
    for number, entry in enumerate(entries, 1):
        places[entry.level] += entry.ranked
        place = (places[entry.level], equals[entry.level]) if entry.ranked else (0, 0)
        precedences.append(Precedence(entry.group, entry.companion, number, entry.level, *place))
    return precedences


class _Entry(NamedTuple):
    key: tuple[Any, ...]
    group: str
    companion: bool
    level: int
    ranked: bool = True
