"""The public results for machines: JSON, and the tables as CSV. What the page does not say is not in them either."""

import json

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from conference.files.spreadsheets import csv_lines
from conference.translated import Translated
from schedule.results.figures import headline, tables
from schedule.results.figures.collecting import Data
from schedule.results.models import Report

# Ranks are not among them: of most there are one or two, who are known.
TABLES = {"region": tables.by_region, "kind": tables.by_kind}
COMMITMENT = (
    *("code", "party", "kind", "text", "source", "source_text", "said_on", "published_in", "followed_up_by"),
    *("due_on", "state", "state_word", "since", "progress", "public"),
)
FIELDS = ("name", "delegations", "accredited", "entered", "signed")


def as_json(report: Report | None, data: Data) -> bytes:
    """Return what the page shows. Keys are English; names and texts in the active language."""
    published = {
        "as_at": data["as_at"],
        "closed_as_report": report.number if report else None,
        "figures": {figure.key: figure.n for figure in headline.figures(data, public=True)},
        "by": {
            key: [{name: getattr(row, name) for name in FIELDS} for row in tables.for_everybody(make(data))]
            for key, make in TABLES.items()
        },
        "sessions_held": dict(tables.sessions_by_type(data, public=True)),
        "signatories": [
            {"code": delegation["code"], "name": delegation["name"], "signed_on": delegation["signed_on"]}
            for delegation in tables.in_order(data["delegations"])
            if delegation["signed_on"]
        ],
        "commitments": [_commitment(commitment) for commitment in tables.commitments(data["commitments"])],
    }
    return json.dumps(published, ensure_ascii=False, indent=1, default=str).encode()


def _commitment(commitment: Data) -> Data:
    return {name: str(text) if isinstance(text := commitment[name], Translated) else text for name in COMMITMENT}


def as_csv(report: Report | None, data: Data) -> bytes:
    head = [
        pgettext("rows and columns", "Table"),
        pgettext("a column", "Group"),
        _("Delegations"),
        pgettext("persons", "Accredited"),
        pgettext("persons at the gates", "Entered"),
        _("Signatories"),
    ]
    names = {"region": _("By region"), "kind": _("By kind of party")}
    rows = (
        [names[key], *(getattr(row, name) for name in FIELDS)]
        for key, make in TABLES.items()
        for row in tables.for_everybody(make(data))
    )
    return b"".join(csv_lines(head, rows))
