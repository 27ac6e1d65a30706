"""The desk of the liaison officers: arrivals and departures by day, as page, PDF and workbook."""

from __future__ import annotations

import io

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference import reads, spreadsheets
from conference.access import actor_of, staff
from conference.models import current_conference
from delegations.registration import traces, travel, travel_paper
from delegations.registration.travel import Wanted

RIGHT = "registration.see_travel"


@staff(RIGHT)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Who arrives or leaves on a day, by hour, the heads first; and who hasn't said."""
    found = travel.listing(Wanted.read(request.GET))
    traces.persons(request, None, found.count + len(found.unknown), "registration:travel")
    context = {
        "list": found,
        "wanted": found.wanted,
        "ways": [(way, label, found.wanted.query(way=way)) for way, label in travel.WAYS.items()],
        "days": [(day, found.wanted.query(day=day.date.isoformat())) for day in found.days],
        "parties": travel.parties(),
        "query": found.wanted.query(),
        "everybody": found.wanted.query(party=""),
    }
    return render(request, "desk/registration/travel.html", context)


@staff(RIGHT)
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """The list as PDF. A day on which nobody travels gives a page that says so."""
    wanted = Wanted.read(request.GET)
    _note(request, "pdf")
    out = io.BytesIO(travel_paper.pdf(travel.listing(wanted, most_unknown=None)))
    headers = {"Content-Disposition": f'attachment; filename="{_name(wanted)}.pdf"'}
    return HttpResponse(out.getvalue(), content_type="application/pdf", headers=headers)


@staff(RIGHT)
@require_safe
def workbook(request: HttpRequest) -> HttpResponseBase:
    """The list as a workbook."""
    found = travel.listing(Wanted.read(request.GET), most_unknown=None)
    _note(request, spreadsheets.XLSX)
    title = str(travel.WAYS[found.wanted.way])
    return spreadsheets.download(
        spreadsheets.XLSX, _name(found.wanted), title, travel.columns(), travel.rows(found, _("yes"))
    )


def _note(request: HttpRequest, kind: str) -> None:
    reads.note(actor=actor_of(request), of=current_conference(), verb="travel.exported", right=RIGHT, kind=kind)


def _name(wanted: Wanted) -> str:
    parts = [f"{wanted.way}s", wanted.day.isoformat() if wanted.day else "", wanted.party.lower()]
    return "-".join(filter(None, parts))
