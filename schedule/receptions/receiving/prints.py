"""Printing of the receiving line: for the receptions of a day, or all that are not over."""

from pathlib import Path

from django.utils.translation import gettext_lazy

from conference.printing.documents.registry import Document, PrintOptions, PrintResult, register_document
from schedule.receptions.guest_papers.prints import READ, days, produce_rows, receptions
from schedule.receptions.receiving import data


def produce(options: PrintOptions, out: Path) -> PrintResult:
    """Write a list a reception. Raises PrintError when there is none."""
    return produce_rows(data.TEMPLATE, data.lines(receptions(options)), out)


register_document(
    Document(
        name="receiving-line",
        title=gettext_lazy("Receiving line"),
        right="receptions.see",
        options=frozenset({"day"}),
        produce=produce,
        choices={"day": days},
        reads=READ,
        about=gettext_lazy("Whom the host receives one after the other, by precedence, with photo and pronunciation."),
    )
)
