from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import pgettext


def in_words(parts: Iterable[object], *, capital: bool = False) -> str:
    """Return `date of birth, passport, photo`, with the language's comma."""
    text = pgettext("between the parts of a list", ", ").join(str(part) for part in parts)
    return text[:1].upper() + text[1:] if capital else text
