"""Printing of the results."""

from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext_lazy

from conference.core import clock
from conference.printing.documents import typeset
from conference.printing.documents.registry import (
    Document,
    PrintOptions,
    PrintResult,
    produce_from_template,
    register_document,
)
from schedule.results.models import Report
from schedule.results.reports import paper, queries

READ = "results.heads_read"  # the report names the heads of delegation
SUMMARY, FULL = "summary", "full"


def produce(options: PrintOptions, out: Path) -> PrintResult:
    """Write the report: closed results as they were closed, else the results now."""
    report, data = queries.current()
    values = paper.content(data, report, full=options.layout == FULL)
    return produce_from_template(paper.TEMPLATE, values, out, items=len(data["delegations"]), at=_closed_at(report))


def pdf(*, full: bool) -> bytes:
    """Return the report in the active language. Raises as `typeset.compile`."""
    report, data = queries.current()
    return typeset.compile(paper.TEMPLATE, paper.content(data, report, full=full), at=_closed_at(report))


def _closed_at(report: Report | None) -> datetime:
    return report.closed_at if report else clock.now()


register_document(
    Document(
        name="results",
        title=gettext_lazy("Results of the conference"),
        right="results.see",
        options=frozenset({"layout"}),
        layouts=(SUMMARY, FULL),
        layout_words={SUMMARY: gettext_lazy("Summary on one page"), FULL: gettext_lazy("Full report")},
        produce=produce,
        reads=READ,
        about=gettext_lazy("Who came, who signed, what was held and announced: for the host’s leadership."),
    )
)
