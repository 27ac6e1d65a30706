"""Readers of the seed files. Each file is read once."""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
LANGUAGES = ("en", "fr", "es", "ar", "ru", "zh", "vi")

PartyRow = dict[str, str]


def _rows(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@cache
def parties() -> tuple[PartyRow, ...]:
    """Return all parties by kind, then in English alphabetical order. Empty cells are ''."""
    return tuple(_rows("parties.csv"))


@cache
def party(code: str) -> PartyRow:
    """Return the row of one party. Raises KeyError for a code that `parties.csv` does not have."""
    return {row["code"]: row for row in parties()}[code]


@cache
def signatories() -> tuple[dict[str, str], ...]:
    """Return the signatures: code, signed (ISO date, '' where not seen), place, source (seen or inferred)."""
    return tuple(_rows("signatories.csv"))


@cache
def memberships() -> tuple[dict[str, str], ...]:
    """Return the codes of regional economic integration organizations and of their member States."""
    return tuple(_rows("memberships.csv"))


@cache
def read_json(name: str) -> Any:
    """Return the content of a JSON file of this folder. It is shared, so do not change it."""
    return json.loads((HERE / name).read_text(encoding="utf-8"))


def conference() -> Any:
    return read_json("conference.json")


def programme() -> Any:
    return read_json("programme.json")


def public_pages() -> Any:
    """Return the pages beside the programme: `practical` and `press` by language, and whether `participants` are public."""
    return read_json("public_pages.json")
