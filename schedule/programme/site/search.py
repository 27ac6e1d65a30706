"""Search for sessions by titles, descriptions, speakers and organizers in every language, ignoring accents and misspellings.

A word that occurs nowhere is replaced by those nearest to it, by trigrams as pg_trgm makes them. A release never changes, so each process
folds its words once; a search scans them and queries only the rows shown.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from conference.parties.spellings import fold
from schedule.programme.models import Release
from schedule.programme.sessions.public_detail import public_data
from schedule.programme.sessions.snapshot import Data

MOST_CHARACTERS, MOST_WORDS = 100, 8  # the rest of a query is ignored
MOST_FOUND = 100
# Words this similar, as pg_trgm's own limit, count as the same; shorter ones are too easily similar.
LEAST_ALIKE, SHORTEST = 0.3, 4


@dataclass(frozen=True)
class IndexedSession:
    key: str
    day: date
    text: str


@dataclass(frozen=True)
class SearchIndex:
    digest: str
    sessions: tuple[IndexedSession, ...]
    # Every word of the release with its trigrams.
    trigrams: dict[str, frozenset[str]]


_current_index: SearchIndex | None = None


def parse_query(typed: str) -> list[str]:
    """Return the folded words, each once, up to the limit."""
    return list(dict.fromkeys(fold(typed[:MOST_CHARACTERS]).split()))[:MOST_WORDS]


def find_sessions(release: Release, wanted_words: Iterable[str], day: date | None = None) -> list[str]:
    """Return the keys of sessions with every word of `parse_query`, in order. No query once the release is indexed."""
    nearest = nearest_words(release, wanted := list(wanted_words))
    either = [nearest.get(word) or [word] for word in wanted]
    return [
        session.key
        for session in _index(release).sessions
        if (day is None or session.day == day)
        and all(any(word in session.text for word in alternatives) for alternatives in either)
    ]


def nearest_words(release: Release, wanted_words: Iterable[str]) -> dict[str, list[str]]:
    """Return the nearest words of the release for each of `words` that it lacks and that has any."""
    index = _index(release)
    missing = [word for word in wanted_words if not any(word in session.text for session in index.sessions)]
    return {word: nearest for word in missing if (nearest := _nearest(word, index.trigrams))}


def _nearest(word: str, trigrams: dict[str, frozenset[str]]) -> list[str]:
    if len(word) < SHORTEST:
        return []
    mine = trigrams_of(word)
    alike = {
        other: 1.0 if _is_one_slip(word, other) else len(mine & theirs) / len(mine | theirs)
        for other, theirs in trigrams.items()
        if len(other) >= SHORTEST
    }
    best = max(alike.values(), default=0.0)
    return sorted(other for other, how in alike.items() if how == best) if best >= LEAST_ALIKE else []


def trigrams_of(word: str) -> frozenset[str]:
    """Return the trigrams as pg_trgm makes them: two spaces before a word, one behind it."""
    padded = f"  {word} "
    return frozenset(padded[at : at + 3] for at in range(len(padded) - 2))


def _is_one_slip(word: str, other: str) -> bool:
    """Return True if a letter is wrong, missing, too many, or two are exchanged: of short words trigrams share too few."""
    if abs(len(word) - len(other)) > 1:
        return False
    at = next((n for n, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    rest, others = word[at:], other[at:]
    return (
        rest[1:] == others[1:]
        or rest[1:] == others
        or rest == others[1:]
        or (rest[:2] == others[1::-1] and rest[2:] == others[2:])
    )


def _index(release: Release) -> SearchIndex:
    global _current_index
    if _current_index is None or _current_index.digest != release.digest:
        rows = release.rows.values_list("key", "day", "data")
        sessions = tuple(IndexedSession(key, day, _text(public_data(data))) for key, day, data in rows)
        every = {word for session in sessions for word in re.findall(r"\w+", session.text)}
        _current_index = SearchIndex(release.digest, sessions, {word: trigrams_of(word) for word in every})
    return _current_index


def _text(data: Data) -> str:
    """Return all its public words; no names of a closed meeting."""
    parts = [*data["title"].values(), *data["description"].values(), *data["room"]["name"].values()]
    parts += [text for point in data["agenda"] for text in point.values()]
    if data["open"]:
        seats = [seat for seat in (data["chair"], *(data.get("panel") or ())) if seat]
        for seat in seats:
            parts += [seat["name"], seat["function"], *seat["party"].values()]
        for party in data["organisers"]:
            parts += party["name"].values()
        parts += [text for paper in data.get("documents") or () for text in (paper["symbol"], paper["title"])]
    # Between two parts stands what no word of a search holds.
    return "\n".join(fold(part) for part in parts if part)
