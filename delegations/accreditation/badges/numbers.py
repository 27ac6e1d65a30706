"""The number on a badge: short, easy to read out over a radio, and without a hint at the order of entry."""

import re

from django.db.models import Q

SERIES = 100_000
# Coprime to 100,000, so that each key of a series has its own number; near the golden section, so that neighbours lie far apart.
STEP = 61_803
# Without I and O, which are read as 1 and 0.
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"
TYPED = re.compile(
    # The copy behind it, as printed: after the word for it in any language, or after a space or a stroke.
    r"\s*([A-Z]{1,3}[1-9]?)[\s\-‐‑–—.]*([0-9]{5})(?:[^0-9]{1,20}([1-9][0-9]{0,2}))?\s*",
    re.IGNORECASE | re.ASCII,
)
# Of one: some of its figures, two at least (one stands in every second number); or its series, with the figures that follow.
PART = re.compile(
    r"\s*(?:(?P<series>[A-Z]{1,3}[1-9])[\s\-‐‑–—.]*(?P<figures>[0-9]{0,5})|(?P<end>[0-9]{2,5}))\s*",
    re.IGNORECASE | re.ASCII,
)


def number_for(key: int) -> str:
    """Return the number of all badges of the delegate with that key, as `A1-61803`. Raises ValueError beyond 216 series of 100,000."""
    series, place = divmod(key, SERIES)
    letter, digit = divmod(series, 9)
    if key < 0 or letter >= len(LETTERS):
        raise ValueError(f"There is no badge number for key {key}.")
    return f"{LETTERS[letter]}{digit + 1}-{place * STEP % SERIES:05d}"


def parse_number(text: str) -> tuple[str, int | None]:
    """Return a typed number as it is stored, and the copy behind it: `a1 61803, copy 2` is `A1-61803` and 2. Empty for any other text."""
    match = TYPED.fullmatch(text)
    if not match:
        return "", None
    return f"{match[1].upper()}-{match[2]}", int(match[3]) if match[3] else None


def match_number(text: str) -> Q:
    """Match badges by their number or a part of it, however typed: `a1 618`, `61803`."""
    match = PART.fullmatch(text)
    if not match:
        return Q(pk__in=())
    return Q(number__contains=match["end"] or f"{match['series'].upper()}-{match['figures']}")
