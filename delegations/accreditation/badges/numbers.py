"""The number on a badge: short, easy to read out over a radio, and saying nothing about who came before."""

from __future__ import annotations

SERIES = 100_000
# Prime to 100,000, so that each key of a series has a number of its own; near the golden section, so that neighbours lie far apart.
STEP = 61_803
# Without I and O, which are read as 1 and 0.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def number_for(key: int) -> str:
    """`A1-61803`: the number of the badges of the delegate with that key, the same for every copy.

    Arguments: key, the delegate's, from 1. There are 216 series of 100,000. Raises ValueError beyond them.
    """
    series, place = divmod(key, SERIES)
    letter, digit = divmod(series, 9)
    if key < 0 or letter >= len(LETTERS):
        raise ValueError(f"There is no badge number for key {key}.")
    return f"{LETTERS[letter]}{digit + 1}-{place * STEP % SERIES:05d}"
