"""Tables of members: an import of 3,000 rows, 30,000 participants as CSV and as a workbook, each beside its limit."""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Callable, Iterator
from time import perf_counter

import xlsxwriter

from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.files import spreadsheets
from conference.files.spreadsheets import Cell, Column
from delegations.registration.models import Delegate
from delegations.registration.transfer import tables
from delegations.registration.transfer.actions import importing
from delegations.registration.transfer.headings import COLUMNS
from delegations.registration.transfer.participants import NAMES, TRAVEL, Participants
from tests.bench import Figure
from tests.bench.support.crowd import crowd, parties, settle, site

ROWS, PEOPLE = 3000, 30_000
# Fifteen columns and no encrypted one, as the trials had.
NAMED = ["party", "party_name", *NAMES, "capacity", "category", "state", *TRAVEL[5:8]]


def run() -> list[Figure]:
    site()
    return [*imports(ROWS), *exports(PEOPLE)]


def imports(count: int) -> list[Figure]:
    """The limit is to save the same members, checked already."""
    delegations = parties(4)
    figures = []
    for number, (kind, body) in enumerate((("CSV", _csv(count)), ("workbook", _workbook(count)))):
        start = perf_counter()
        done = importing.import_members(actor=SYSTEM, delegation=delegations[2 * number], rows=tables.read(body))
        took = perf_counter() - start
        assert len(done.entered) == count
        limit = _saved(done.entered, delegations[2 * number + 1])
        note = f"{count:,} rows × {len(COLUMNS)} columns, all new; limit: saving them with their entries, unread and unchecked"
        figures.append(Figure(f"import, {kind}", took, "s", limit, 10, lower=True, note=note))
    return figures


@lifecycle.use_case
def _save(members: list[Delegate]) -> None:
    lifecycle.create_many(members, actor=SYSTEM, verb="delegate.entered")


def _saved(members: list[Delegate], delegation: object) -> float:
    fields = [
        field.attname for field in Delegate._meta.concrete_fields if not field.primary_key and not field.generated
    ]
    left_out = {"public_id", "delegation_id", "record_id"}
    copies = [
        Delegate(delegation=delegation, **{name: getattr(one, name) for name in fields if name not in left_out})
        for one in members
    ]
    start = perf_counter()
    _save(copies)
    return perf_counter() - start


def _rows(count: int) -> Iterator[dict[str, str]]:
    for n in range(count):
        yield {
            "family_name": f"Okafor-{n}",
            "given_names": "Amina Thuỳ",
            "honorific": "Ms.",
            "functional_title": "Counsellor, Ministry of Justice",
            "protocol_rank": "other",
            "capacity": "delegate",
            "category": "D",
            "date_of_birth": f"19{60 + n % 40}-0{1 + n % 9}-1{n % 9}",
            "nationality": "XX",
            "document_type": "diplomatic",
            "document_number": f"N{n:07d}",
            "document_expiry": "2029-06-30",
            "email": f"person{n}@mission.example",
            "phone": f"+254 20 {n:07d}",
            "languages": "English, French",
            "arrival": "2025-10-24 18:40",
            "arrival_flight": "KQ 860",
            "hotel": "Metropole",
        }


def _csv(count: int) -> bytes:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(COLUMNS), restval="")
    writer.writeheader()
    writer.writerows(_rows(count))
    return out.getvalue().encode()


def _workbook(count: int) -> bytes:
    out = io.BytesIO()
    lines: Iterator[list[Cell]] = ([row.get(name, "") for name in COLUMNS] for row in _rows(count))
    with spreadsheets.Workbook(out) as book:
        book.sheet("Members", [Column(name) for name in COLUMNS], lines)
    return out.getvalue()


def exports(count: int) -> list[Figure]:
    """Everybody with fifteen columns, as the desk sends them; the limits are the same cells by the bare libraries."""
    crowd(count, seed=7, hotel="Metropole", email="person@mission.example")
    settle()
    table = Participants(NAMED)
    cells = list(table.rows())
    assert len(cells) >= count
    figures = []
    for kind, target, bare in (("csv", 50_000, _bare_csv), ("xlsx", 10_000, _bare_workbook)):
        took = min(_timed(lambda kind=kind: _sent(table, kind)) for _turn in range(2))
        limit = _timed(lambda bare=bare: bare(cells))
        note = f"{len(cells):,} rows × {len(NAMED)} columns; limit: the same cells out of memory by the bare library"
        figures.append(
            Figure(f"participants, {kind}", len(cells) / took, "rows/s", len(cells) / limit, target, note=note)
        )
    return figures


def _timed(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start


def _sent(table: Participants, kind: str) -> int:
    answer = spreadsheets.download(kind, "participants", "Participants", table.columns, table.rows())
    size = sum(map(len, answer.streaming_content))
    answer.close()
    return size


def _bare_csv(cells: list[list[Cell]]) -> None:
    csv.writer(io.StringIO()).writerows(cells)


def _bare_workbook(cells: list[list[Cell]]) -> None:
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True})
        sheet = book.add_worksheet()
        for number, row in enumerate(cells):
            for place, cell in enumerate(row):
                if cell is not None and cell != "":
                    sheet.write_string(number, place, str(cell))
        book.close()
