"""Commitments of the stored data, in the reader's language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from conference.translated import Translated
from schedule.results.figures import tables
from schedule.results.figures.collecting import Data
from schedule.signing.models import Commitment, CommitmentKind, Source


@dataclass(frozen=True)
class Announced:
    """A commitment for a page or a paper."""

    code: str
    party: str
    kind: str
    text: Translated
    source: str
    source_text: Translated
    said_on: date
    published_in: str
    followed_up_by: Translated
    due_on: date | None
    state: str
    state_word: str
    since: date
    progress: Translated
    public: bool


def announced(rows: Iterable[Data]) -> list[Announced]:
    """Return them in the alphabet of the reader's language."""
    return [_one(row) for row in tables.in_order(rows)]


def _one(row: Data) -> Announced:
    return Announced(
        code=row["code"],
        party=row["name"],
        kind=str(CommitmentKind(row["kind"]).label),
        text=Translated(row["text"]),
        source=str(Source(row["source"]).label),
        source_text=Translated(row["source_text"]),
        said_on=date.fromisoformat(row["said_on"]),
        published_in=row["published_in"],
        followed_up_by=Translated(row["followed_up_by"]),
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        state=row["state"],
        state_word=str(Commitment.State(row["state"]).label),
        since=date.fromisoformat(row["since"]),
        progress=Translated(row["progress"]),
        public=row["public"],
    )
