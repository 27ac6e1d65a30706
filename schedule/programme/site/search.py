"""Finding sessions by words: titles, descriptions, speakers and organisers in every language, in any spelling of their accents.

The words of a release never change, so each process folds them once a release and keeps them; a search is then a look through texts, and
costs one query for the rows that are shown.
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
    """A session's words as they are searched."""

    key: str
    day: date
    text: str


@dataclass(frozen=True)
class SearchIndex:
    """The words of the release of that digest."""

    digest: str
    words: tuple[Words, ...]


_kept: SearchIndex | None = None


def words_of(typed: str) -> list[str]:
    """Return the words to look for: folded, each once, as many as are read."""
    return list(dict.fromkeys(fold(typed[:MOST_CHARACTERS]).split()))[:MOST_WORDS]


def find(release: Release, words: Iterable[str], day: date | None = None) -> list[str]:
    """Return the keys of the sessions that hold every word, in the order of the programme. No query once the release is known.

    Args:
        words: As `words_of` gives them.
        day: To look at that one alone.
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
    """Return everything public about it that is made of words; of a closed meeting nobody's name."""
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
