"""The report for the host's leadership as data for its template: a summary on one page, or the full report."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.formats import number_format
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from conference.look import lists
from conference.look.times import clock_text, day_text, days_text
from conference.translated import Translated
from schedule.results.figures import headline, tables
from schedule.results.figures.announced import Announced, announced
from schedule.results.figures.collecting import Data
from schedule.results.figures.tables import Row
from schedule.results.models import Report

TEMPLATE = "results.typ"


def content(data: Data, report: Report | None, *, full: bool) -> dict[str, Any]:
    """Return the data of the template, in the active language."""
    conference = data["conference"]
    days = days_text(date.fromisoformat(conference["first_day"]), date.fromisoformat(conference["last_day"]))
    made = {
        "title": _("Results of the conference"),
        "author": str(Translated(conference["name"])),
        "lang": get_language() or "en",
        "where": lists.beside([Translated(conference["place"]), days]),
        "stamp": stamp(data, report),
        "full": full,
        "figures": [
            {"n": number(figure.n), "label": figure.label, "note": figure.note} for figure in headline.figures(data)
        ],
        "progress": headline.progress_words(data),
        "regions": _chart(_("By region"), tables.by_region(data), tables.total(data)),
        "tiles": _tiles(data),
        "commitments": [
            _commitment(commitment) for commitment in announced(data["commitments"]) if full or commitment.public
        ],
        "words": _words(),
    }
    return {**made, **(_more(data) if full else {})}


def stamp(data: Data, report: Report | None) -> str:
    """Return when the figures were counted, and whether they are closed."""
    at = datetime.fromisoformat(data["as_at"]).astimezone(ZoneInfo(data["conference"]["zone"]))
    values = {"time": clock_text(at), "date": day_text(at, weekday=False, long=True)}
    if report is None:
        return _("Not closed yet: as at %(time)s on %(date)s") % values
    return _("Report %(number)s, closed at %(time)s on %(date)s") % {**values, "number": report.number}


def number(n: int) -> str:
    """Return it as the page has it: `1,454`."""
    return number_format(n, force_grouping=True)


def _more(data: Data) -> dict[str, Any]:
    days = [(day_text(date.fromisoformat(day["day"])), day["entered"]) for day in data["days"]]
    meetings = data["bilaterals"]
    receptions = [
        (str(Translated(reception["name"])), reception["came"]) for reception in data["receptions"] if reception["came"]
    ]
    categories = [
        (str(Translated(category["names"])), category["accredited"])
        for category in data["categories"]
        if category["accredited"]
    ]
    meetings_by_day = [(day_text(date.fromisoformat(day["day"])), day["held"]) for day in meetings["days"]]
    return {
        "charts": [
            _chart(_("By kind of party"), tables.by_kind(data), tables.total(data)),
            _chart(_("By rank of the head of delegation"), tables.by_rank(data), tables.total(data)),
        ],
        "lists": [
            _list(_("Accredited by category"), categories),
            _list(_("Persons who entered, by day"), days),
            _list(_("Sessions held, by type"), tables.sessions_by_type(data)),
            _list(_("Bilateral meetings held, by day"), meetings_by_day),
            _list(_("Persons who came to receptions"), receptions),
        ],
        "delegations": [_delegation(delegation) for delegation in tables.in_order(data["delegations"])],
    }


def _chart(title: str, rows: Sequence[Row], total: Row) -> dict[str, Any]:
    lines = [(row.name, row, row.share) for row in rows]
    return {"title": title, "rows": [_cells(*line) for line in [*lines, (total.name, total, 0)]]}


def _cells(name: str, row: Row, share: int) -> dict[str, Any]:
    cells = [row.delegations, row.registered, row.accredited, row.entered, row.signed]
    return {"name": name, "cells": [number(n) for n in cells], "share": share}


def _list(title: str, rows: Iterable[tuple[str, int]]) -> dict[str, Any]:
    counts = list(rows)
    most = max((n for _name, n in counts), default=0) or 1
    return {
        "title": title,
        "rows": [{"name": str(name), "n": number(n), "share": n * 100 // most} for name, n in counts],
    }


def _tiles(data: Data) -> list[dict[str, Any]]:
    return [
        {"title": lists.with_brackets(name, len(of)), "parties": [str(delegation["name"]) for delegation in of]}
        for name, of in tables.signatories(data)
    ]


def _commitment(commitment: Announced) -> dict[str, str]:
    said_on = day_text(commitment.said_on, weekday=False)
    where = lists.beside([commitment.source_text, said_on, commitment.published_in])
    since = day_text(commitment.since, weekday=False)
    due = day_text(commitment.due_on, weekday=False) if commitment.due_on else _("no day named")
    state = lists.with_brackets(commitment.state_word, since)
    return {
        "party": commitment.party,
        "kind": commitment.kind,
        "text": str(commitment.text),
        "source": where,
        "follow": lists.beside([commitment.followed_up_by, due]),
        "state": lists.sentences([state, commitment.progress]) if commitment.progress else state,
        "public": "" if commitment.public else _("not public"),
    }


def _delegation(delegation: Data) -> dict[str, Any]:
    signed = (
        day_text(date.fromisoformat(delegation["signed_on"]), weekday=False, year=False)
        if delegation["signed_on"]
        else "–"
    )
    counts = [number(delegation[field]) for field in ("registered", "accredited", "entered", "statements")]
    return {"name": str(delegation["name"]), "cells": [*counts, signed]}


def _words() -> dict[str, Any]:
    return {
        "page": _("Page {page} of {pages}"),
        "foot": _("{title} · {stamp}"),
        "columns": [
            _("Delegations"),
            _("Members"),
            pgettext("persons", "Accredited"),
            pgettext("persons at the gates", "Entered"),
            _("Signatories"),
        ],
        "accredited": pgettext("persons", "Accredited"),
        "signatories": _("Signatories by region"),
        "commitments": _("Commitments"),
        "commitment": [_("Party"), _("Commitment"), _("Source"), _("Followed up by"), _("State")],
        "figures": _("In figures"),
        "delegations": _("Delegations"),
        "delegation": [
            _("Delegation"),
            _("Members"),
            pgettext("persons", "Accredited"),
            pgettext("persons at the gates", "Entered"),
            _("Statements"),
            pgettext("a column of dates", "Signed"),
        ],
        "confidential": _("For the organizers: not for publication"),
        "region": pgettext("a column", "Group"),
    }
