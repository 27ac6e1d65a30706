"""Search for sessions by titles, descriptions, speakers and organisers in every language, ignoring accents.

A release never changes, so each process folds its words once; a search scans them and queries only the rows shown.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from conference.parties.spellings import fold
from schedule.programme.models import Release
from schedule.programme.sessions.snapshot import Data

# What is typed beyond this is not read.
MOST_CHARACTERS, MOST_WORDS = 100, 8
# So many sessions are shown; who finds more is asked for another word.
MOST_FOUND = 100


@dataclass(frozen=True)
class Words:
    key: str
    day: date
    text: str


@dataclass(frozen=True)
class SearchIndex:
    digest: str
    words: tuple[Words, ...]


_kept: SearchIndex | None = None


def words_of(typed: str) -> list[str]:
    """Return the folded words, each once, up to the limit."""
    return list(dict.fromkeys(fold(typed[:MOST_CHARACTERS]).split()))[:MOST_WORDS]


def find(release: Release, words: Iterable[str], day: date | None = None) -> list[str]:
    """Return the keys of sessions with every word, in order. No query once the release is known.

    Args:
        words: From `words_of`.
    """
    wanted = list(words)
    return [
        one.key
        for one in _words(release)
        if (day is None or one.day == day) and all(word in one.text for word in wanted)
    ]


def _words(release: Release) -> tuple[Words, ...]:
    global _kept
    if _kept is None or _kept.digest != release.digest:
        rows = release.rows.values_list("key", "day", "data")
        _kept = SearchIndex(release.digest, tuple(Words(key, day, _text(data)) for key, day, data in rows))
    return _kept.words


def _text(data: Data) -> str:
    """Return all its public words; no names of a closed meeting."""
    parts = [*data["title"].values(), *data["description"].values(), *data["room"]["name"].values()]
    parts += [text for point in data["agenda"] for text in point.values()]
    if data["open"]:
        seats = [one for one in (data["chair"], *(data.get("panel") or ())) if one]
        for seat in seats:
            parts += [seat["name"], seat["function"], *seat["party"].values()]
        for party in data["organisers"]:
            parts += party["name"].values()
        parts += [text for paper in data.get("documents") or () for text in (paper["symbol"], paper["title"])]
    # Between two parts stands what no word of a search holds.
    return "\n".join(fold(part) for part in parts if part)
