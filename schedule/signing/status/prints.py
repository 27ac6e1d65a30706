"""Printing of the table of signatures and of the depositary's list of participants."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.printing.documents.errors import PrintError
from conference.printing.documents.registry import Document, PrintOptions, PrintResult, produce_from_template, register
from schedule.signing.record import queries as record
from schedule.signing.status import papers
from schedule.signing.status.queries import Status, status


def _status() -> Status:
    current = status()
    if current is None:
        raise PrintError(_("No treaty has been entered yet."))
    return current


def produce_signatures(options: PrintOptions, out: Path) -> PrintResult:
    """Write the table of signatures of all sessions. Raises PrintError before a treaty is entered."""
    treaty = _status().treaty
    rows = record.signatures(treaty)
    data = papers.signatures(treaty, rows)
    return produce_from_template(papers.TEMPLATE, data, out, items=len(rows), at=clock.now())


def produce_participants(options: PrintOptions, out: Path) -> PrintResult:
    """Write the depositary's list. Raises PrintError before a treaty is entered."""
    current = _status()
    data, items = papers.participants(current), len(current.participants)
    return produce_from_template(papers.TEMPLATE, data, out, items=items, at=clock.now())


register(
    Document(
        name="signatures",
        title=gettext_lazy("Table of signatures"),
        right="signing.see",
        options=frozenset(),
        produce=produce_signatures,
        about=gettext_lazy(
            "Every signature of the treaty in its order, with date, place, signatory and powers relied on."
        ),
    )
)
register(
    Document(
        name="depositary-list",
        title=gettext_lazy("Participants in the treaty"),
        right="signing.see",
        options=frozenset(),
        produce=produce_participants,
        about=gettext_lazy(
            "The depositary’s list: who has signed and deposited an instrument, from when the treaty is in force for each, "
            "declarations and reservations."
        ),
    )
)
