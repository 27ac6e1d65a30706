"""Seat parties from the drawn first seat on in English alphabetical order."""

import hashlib
from bisect import bisect
from collections.abc import Iterable, Sequence
from string import ascii_lowercase

from conference.core.collation import collation_key
from conference.parties.models import FirstSeat, Kind, Party
from conference.translated import FALLBACK

# Who sits after the Member States, kind after kind; the media have no seat.
AFTER = (Kind.OBSERVER_STATE, Kind.REIO, Kind.UN_ENTITY, Kind.IGO, Kind.NGO)


def _alphabetical(parties: Iterable[Party], kinds: Sequence[str]) -> list[Party]:
    return sorted((party for party in parties if party.kind in kinds), key=lambda party: (party.en_sort, party.code))


def order(parties: Iterable[Party], first: FirstSeat | None) -> list[Party]:
    """Return the parties in the order of their seats.

    Before the draw it begins at A. If the drawn party is absent, the next in the alphabet has the first seat.
    """
    alphabet = _alphabetical(parties, (Kind.MEMBER_STATE, *AFTER))
    together = bool(first and first.together)
    rotated = [party for party in alphabet if together or party.kind == Kind.MEMBER_STATE]
    rest = [] if together else [party for kind in AFTER for party in alphabet if party.kind == kind]
    begins = _begins(first)
    start = next((place for place, party in enumerate(rotated) if party.en_sort >= begins), 0)
    return [*rotated[start:], *rotated[:start], *rest]


def _begins(first: FirstSeat | None) -> str:
    if first is None:
        return ""
    return first.party.en_sort if first.party else collation_key(first.letter.lower(), FALLBACK)


def who_can_be_drawn(parties: Iterable[Party], *, together: bool) -> list[Party]:
    """Return the Member States, or all who sit in one alphabet with them."""
    return _alphabetical(parties, (Kind.MEMBER_STATE, *AFTER) if together else (Kind.MEMBER_STATE,))


def letters(parties: Iterable[Party]) -> list[str]:
    """Return the letters with which names of these parties begin, from A to Z."""
    keys = [(collation_key(letter, FALLBACK), letter.upper()) for letter in ascii_lowercase]
    places = (bisect(keys, (party.en_sort, "~")) - 1 for party in parties)
    return sorted({keys[at][1] for at in places if at >= 0})


def picked(seed: str, candidates: Sequence[str]) -> str:
    """Return the candidate that a seed picks, so that everybody can verify a lot.

    The index is SHA-256 of the seed and the candidates, each after a comma, modulo their number.
    """
    digest = hashlib.sha256(",".join([seed, *candidates]).encode()).digest()
    return candidates[int.from_bytes(digest) % len(candidates)]
