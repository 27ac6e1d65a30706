"""Alphabetical order in each language of the site, by ICU's tables.

SQL orders by keys stored beside the names (`PartyName.sort`, `Party.en_sort`); Python orders short lists with `alphabetical`.
"""

import re
from collections.abc import Callable, Iterable
from functools import cache

from django.utils.translation import get_language
from icu import Collator, Locale

from conference.translated import short_code

KEY_LENGTH = 600  # characters of a key, for the column that keeps it
_QUOTES = str.maketrans("", "", "'’‘ʼ\"“”„«»")
_DASHES = re.compile(r"[-‐‑–—]")
_ARABIC_ARTICLE = re.compile(r"\bال(?=\w{2})")
_ALEFS = str.maketrans("أإآٱ", "اااا")


def collation_key(text: str, language: str | None = None) -> str:
    """Return the key of a text in the alphabet of `language`, the active one by default.

    Keys are hexadecimal digits, so that Python and the database order them alike. Only keys of one language compare. A hyphen counts as a
    space, quotation marks and apostrophes as nothing ("Guinea-Bissau" before "Guinea Ecuatorial"); Arabic words count without their
    article, and every alef as the bare one, as in the UN's Arabic lists.
    """
    code = short_code(language or get_language())
    plain = _DASHES.sub(" ", text.translate(_QUOTES))
    if code == "ar":
        plain = _ARABIC_ARTICLE.sub("", plain).translate(_ALEFS)
    key: bytes = _collator(code).getSortKey(" ".join(plain.split()))
    return key.rstrip(b"\0").hex()[:KEY_LENGTH]


def alphabetical[T](rows: Iterable[T], text: Callable[[T], str] = str, language: str | None = None) -> list[T]:
    """Return the rows by what `text` says of each, in the alphabet of `language`, the active one by default."""
    return sorted(rows, key=lambda row: collation_key(text(row), language))


@cache
def _collator(code: str) -> Collator:
    return Collator.createInstance(Locale(code))
