"""The report for the host's leadership as data for its template: a summary on one page, or the full report."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from conference.look import lists
from conference.look.times import clock_text, day_text, days_text
from conference.parties.models import Kind
from conference.translated import Translated
from schedule.results.figures import tables
from schedule.results.figures.collecting import Data
from schedule.results.figures.tables import GroupRow
from schedule.results.models import Report
from schedule.results.reports.opening import number, opening

TEMPLATE = "results.typ"


def content(data: Data, report: Report | None, *, full: bool) -> dict[str, Any]:
    """Return the data of the template, in the active language."""
    conference = data["conference"]
    days = days_text(date.fromisoformat(conference["first_day"]), date.fromisoformat(conference["last_day"]))
    values = {
        "title": _("Results of the conference"),
        "author": str(Translated(conference["name"])),
        "lang": get_language() or "en",
        "where": lists.join_facts([Translated(conference["place"]), days]),
        "stamp": stamp(data, report),
        "full": full,
        **opening(data),
        "tiles": _tiles(data),
        "commitments": [_commitment(row) for row in tables.commitments(data["commitments"]) if full or row["public"]],
        "words": _words(),
    }
    return {**values, **_full(data)} if full else values


def stamp(data: Data, report: Report | None) -> str:
    """Return when the figures were counted, and whether they are closed."""
    at = datetime.fromisoformat(data["as_at"]).astimezone(ZoneInfo(data["conference"]["zone"]))
    values = {"time": clock_text(at), "date": day_text(at, weekday=False, long=True)}
    if report is None:
        return _("Not closed yet: as at %(time)s on %(date)s") % values
    return _("Report %(number)s, closed at %(time)s on %(date)s") % {**values, "number": report.number}


def _full(data: Data) -> dict[str, Any]:
    meetings = data["bilaterals"]["days"]
    states, others = tables.split_by_kind(data)
    return {
        "charts": [
            _chart(_("States by region"), tables.by_region(states), tables.total(states)),
            _chart(_("Organizations and media by kind"), tables.by_kind(others), tables.total(others)),
            _chart(_("By rank of the head of delegation"), tables.by_rank(data), tables.total(data)),
        ],
        "lists": [
            _list(_("Accredited by category"), _counts(data["categories"], "names", "accredited")),
            _list(_("Persons who entered, by day"), [(_day(day["day"]), day["entered"]) for day in data["days"]]),
            _list(_("Sessions held, by type"), tables.sessions_by_type(data)),
            _list(_("Bilateral meetings held, by day"), [(_day(day["day"]), day["held"]) for day in meetings]),
            _list(_("Persons who came to receptions"), _counts(data["receptions"], "name", "came")),
        ],
        "delegations": [
            {"title": title, "rows": [_delegation(delegation) for delegation in tables.in_order(delegations)]}
            for title, delegations in _by_standing(data)
            if delegations
        ],
    }


def _by_standing(data: Data) -> list[tuple[str, list[Data]]]:
    """Return the delegations of States, of organizations, and of media."""
    states, others = tables.split_by_kind(data)
    media = [delegation for delegation in others["delegations"] if delegation["kind"] == Kind.MEDIA]
    organizations = [delegation for delegation in others["delegations"] if delegation["kind"] != Kind.MEDIA]
    return [
        (pgettext("parties", "States"), states["delegations"]),
        (_("Organizations"), organizations),
        (pgettext("delegations", "Media"), media),
    ]


def _counts(rows: Sequence[Data], name: str, count: str) -> list[tuple[str, int]]:
    return [(str(Translated(row[name])), row[count]) for row in rows if row[count]]


def _day(text: str, **style: bool) -> str:
    return day_text(date.fromisoformat(text), **style)


def _chart(title: str, rows: Sequence[GroupRow], total: GroupRow) -> dict[str, Any]:
    return {"title": title, "rows": [*(_cells(row, row.share) for row in rows), _cells(total, 0)]}


def _cells(row: GroupRow, share: int) -> dict[str, Any]:
    cells = [row.delegations, row.registered, row.accredited, row.entered, row.signed]
    return {"name": row.name, "cells": [number(n) for n in cells], "share": share}


def _list(title: str, counts: Sequence[tuple[str, int]]) -> dict[str, Any]:
    most = max((n for _name, n in counts), default=0) or 1
    return {"title": title, "rows": [{"name": name, "n": number(n), "share": n * 100 // most} for name, n in counts]}


def _tiles(data: Data) -> list[dict[str, Any]]:
    return [
        {"title": lists.with_brackets(name, len(delegations)), "parties": [row["name"] for row in delegations]}
        for name, delegations in tables.signatories(data)
    ]


def _commitment(row: Data) -> dict[str, str]:
    said_on, since = day_text(row["said_on"], weekday=False), day_text(row["since"], weekday=False)
    due = day_text(row["due_on"], weekday=False) if row["due_on"] else _("no day named")
    state = lists.with_brackets(row["state_word"], since)
    return {
        "party": row["party"],
        "kind": row["kind"],
        "text": str(row["text"]),
        "source": lists.join_facts([row["source_text"], said_on, row["published_in"]]),
        "follow": lists.join_facts([row["followed_up_by"], due]),
        "state": lists.join_sentences([state, row["progress"]]) if row["progress"] else state,
        "public": "" if row["public"] else _("not public"),
    }


def _delegation(row: Data) -> dict[str, Any]:
    signed = _day(row["signed_on"], weekday=False, year=False) if row["signed_on"] else "–"
    counts = [number(row[field]) for field in ("registered", "accredited", "entered", "statements")]
    return {"name": row["name"], "cells": [*counts, signed]}


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
        "heads": _("Heads of delegation"),
        "others": _("Other ranks"),
        "organizations": _("Organizations"),
        "commitments": _("Commitments"),
        "commitment": [_("Party"), _("Commitment"), _("Source"), _("Followed up by"), _("State")],
        "figures": _("In figures"),
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
