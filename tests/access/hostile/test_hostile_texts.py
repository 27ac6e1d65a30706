"""Whatever is typed into any field is text on every paper and in every table that leaves the system."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import openpyxl
import pytest
from django.db import IntegrityError, transaction

from conference.core import clock
from conference.core.access import Role
from conference.core.errors import UserError
from conference.printing.documents import registry, typeset
from conference.printing.documents.registry import PrintOptions
from tests.access.hostile.texts import make_hostile
from tests.access.rules import Answer, Guest
from tests.access.table import TABLE
from tests.access.walk import address, client_of, routes, rule_for
from tests.printing.readback import open_pdf, words

pytestmark = pytest.mark.slow
# Evaluated it prints PWNED, or ends the setting with a refusal.
MARKUP = '*#("PW"+"NED")*'
FORMULA = "=cmd|'/C calc'!A0 "
SIGNS = "=+-@＝＋－＠"
LIVE = re.compile(rf"(?:\A|[;\t\r\n])[ \u3000]*[{re.escape(SIGNS)}]")
POSTED = [("/desk/participants/", Role.SECRETARIAT, {"kind": kind}) for kind in ("csv", "xlsx")]
TABLE_ROUTE = re.compile(r"\.(csv|xlsx)$|full-powers/table/$")


def letters_of(paper: bytes) -> str:
    """Return the paper's letters without spaces and hyphens: where a line ends is the paper's affair."""
    return re.sub(r"[\s\u00ad\u2010-]|\ufffe", "", " ".join(words(page) for page in open_pdf(paper)))


def print_one(document: registry.Document, folder: Path) -> bytes:
    """Return the document with the first choice of options for which there is something to print, else nothing."""
    for delegation in ("", "KEN"):
        for layout in document.layouts or ("",):
            options = PrintOptions(delegation, layout)
            try:
                document.check(options)
                out = folder / f"{document.name}.pdf"
                document.produce(options, out)
            except UserError:
                continue
            body = out.read_bytes()
            if body.startswith(b"PK"):
                with zipfile.ZipFile(io.BytesIO(body)) as files:
                    return files.read(files.namelist()[0])
            return body
    return b""


def rows_of(table: bytes) -> list[list[str]]:
    """Return the cells of a CSV, or of a workbook as they would be calculated."""
    if not table.startswith(b"PK"):
        return list(csv.reader(io.StringIO(table.decode("utf-8-sig"), newline="")))
    book = openpyxl.load_workbook(io.BytesIO(table))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str)]
    # One that is typed as text, and stays so when it is edited, is as good as one with an apostrophe.
    return [["'" * (cell.data_type == "s" and cell.quotePrefix) + cell.value for cell in cells]]


def make_everything(world) -> list[tuple[str, object, dict[str, str]]]:
    """Make what the addresses of tables need, and all else that papers show. Return the addresses, with a reader each."""
    tables = []
    for route in routes("conference.urls"):
        if route.space == "admin":
            continue
        rule = rule_for(route, TABLE)
        try:
            with transaction.atomic():
                url = address(route, rule, world)
        except (UserError, IntegrityError):  # two things that exclude each other
            continue
        readers = [
            walker for walker in (Guest.OWN, *Role, Guest.ANONYMOUS) if Answer.IN in rule.expected(walker, "GET")
        ]
        if TABLE_ROUTE.search(route.route) and readers:
            tables.append((url, readers[0], {}))
    return tables


def test_markup_is_text_on_every_paper(world, tmp_path):
    make_everything(world)
    assert make_hostile(lambda text: f"{text} {MARKUP}") > 100
    printed = {document.name: print_one(document, tmp_path) for document in registry.documents()}
    texts = {name: letters_of(paper) for name, paper in printed.items() if paper}
    assert [name for name, text in texts.items() if "PWNED" in text] == []
    # From right to left its signs are read the other way.
    literal = {name for name, text in texts.items() if MARKUP in text or 'NED"+"PW' in text}
    assert len(literal) >= 21
    assert {text for name, text in texts.items() if name not in literal} <= {
        ""
    }  # blank cards for guests who are not there


def test_control_what_is_evaluated_is_found(tmp_path):
    (tmp_path / "lib.typ").write_bytes((typeset.templates_folder() / "lib.typ").read_bytes())
    head = '#import "lib.typ": *\n#let d = input()\n#show: paper.with(d)\n'
    (tmp_path / "careless.typ").write_text(head + '#eval(d.title, mode: "markup")')
    paper = typeset.compile("careless.typ", {"title": MARKUP, "author": "", "lang": "en", "rows": []}, root=tmp_path)
    assert "PWNED" in letters_of(paper)


def test_formulas_are_text_in_every_table(world):
    tables = make_everything(world)
    assert make_hostile(lambda text: FORMULA + text) > 100
    hostile = set()
    for url, reader, posted in [*tables, *POSTED]:
        client = client_of(reader, world)
        with clock.standing(datetime(2025, 10, 26, 5, tzinfo=UTC)):  # the results are public from the first day on
            answer = client.post(url, posted) if posted else client.get(url)
        assert answer.status_code == 200, url
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        cells = [cell for row in rows_of(body) for cell in row]
        assert [cell for cell in cells if LIVE.search(cell)] == [], url
        if any("cmd|" in cell for cell in cells):
            hostile.add(url)
    assert len(hostile) >= 7
