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
        "figures": [{"n": number(one.n), "label": one.label, "note": one.note} for one in headline.figures(data)],
        "progress": headline.progress_words(data),
        "regions": _chart(_("By region"), tables.by_region(data), tables.total(data)),
        "tiles": _tiles(data),
        "commitments": [_commitment(one) for one in announced(data["commitments"]) if full or one.public],
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
    days = [(day_text(date.fromisoformat(one["day"])), one["entered"]) for one in data["days"]]
    meetings = data["bilaterals"]
    receptions = [(str(Translated(one["name"])), one["came"]) for one in data["receptions"] if one["came"]]
    categories = [(str(Translated(one["names"])), one["accredited"]) for one in data["categories"] if one["accredited"]]
    held = [(day_text(date.fromisoformat(one["day"])), one["held"]) for one in meetings["days"]]
    return {
        "charts": [
            _chart(_("By kind of party"), tables.by_kind(data), tables.total(data)),
            _chart(_("By rank of the head of delegation"), tables.by_rank(data), tables.total(data)),
        ],
        "lists": [
            _list(_("Accredited by category"), categories),
            _list(_("Persons who entered, by day"), days),
            _list(_("Sessions held, by type"), tables.sessions_by_type(data)),
            _list(_("Bilateral meetings held, by day"), held),
            _list(_("Persons who came to receptions"), receptions),
        ],
        "delegations": [_delegation(one) for one in tables.in_order(data["delegations"])],
    }


def _chart(title: str, rows: Sequence[Row], total: Row) -> dict[str, Any]:
    lines = [(row.name, row, row.share) for row in rows]
    return {"title": title, "rows": [_cells(*one) for one in [*lines, (total.name, total, 0)]]}


def _cells(name: str, row: Row, share: int) -> dict[str, Any]:
    cells = [row.delegations, row.registered, row.accredited, row.entered, row.signed]
    return {"name": name, "cells": [number(n) for n in cells], "share": share}


def _list(title: str, rows: Iterable[tuple[str, int]]) -> dict[str, Any]:
    found = list(rows)
    most = max((n for _name, n in found), default=0) or 1
    return {
        "title": title,
        "rows": [{"name": str(name), "n": number(n), "share": n * 100 // most} for name, n in found],
    }


def _tiles(data: Data) -> list[dict[str, Any]]:
    return [
        {"title": lists.with_brackets(name, len(of)), "parties": [str(one["name"]) for one in of]}
        for name, of in tables.signatories(data)
    ]


def _commitment(one: Announced) -> dict[str, str]:
    said = day_text(one.said_on, weekday=False)
    where = lists.beside([one.source_text, said, one.published_in])
    since = day_text(one.since, weekday=False)
    due = day_text(one.due_on, weekday=False) if one.due_on else _("no day named")
    state = lists.with_brackets(one.state_word, since)
    return {
        "party": one.party,
        "kind": one.kind,
        "text": str(one.text),
        "source": where,
        "follow": lists.beside([one.followed_up_by, due]),
        "state": lists.sentences([state, one.progress]) if one.progress else state,
        "public": "" if one.public else _("not public"),
    }


def _delegation(one: Data) -> dict[str, Any]:
    signed = day_text(date.fromisoformat(one["signed_on"]), weekday=False, year=False) if one["signed_on"] else "–"
    counts = [number(one[field]) for field in ("registered", "accredited", "entered", "statements")]
    return {"name": str(one["name"]), "cells": [*counts, signed]}


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
