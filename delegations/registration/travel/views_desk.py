from __future__ import annotations

import io

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.core import access_log as core_access_log
from conference.core.access import actor_of, staff
from conference.files import spreadsheets
from conference.models import current_conference
from delegations.registration.delegations import access_log as delegations_access_log
from delegations.registration.travel import papers, queries
from delegations.registration.travel.queries import TravelFilter

RIGHT = "registration.see_travel"


@staff(RIGHT)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    found = queries.listing(TravelFilter.read(request.GET))
    delegations_access_log.persons(request, None, found.count + len(found.unknown), "registration:travel")
    context = {
        "list": found,
        "wanted": found.wanted,
        "ways": [(way, label, found.wanted.query(way=way)) for way, label in queries.WAYS.items()],
        "days": [(day, found.wanted.query(day=day.date.isoformat())) for day in found.days],
        "parties": queries.parties(),
        "query": found.wanted.query(),
        "everybody": found.wanted.query(party=""),
    }
    return render(request, "desk/registration/travel/travel.html", context)


@staff(RIGHT)
@require_safe
def paper(request: HttpRequest) -> HttpResponse:
    """Return the list as PDF. A day on which nobody travels gives a page that says so."""
    wanted = TravelFilter.read(request.GET)
    _note(request, "pdf")
    out = io.BytesIO(papers.pdf(queries.listing(wanted, most_unknown=None)))
    headers = {"Content-Disposition": f'attachment; filename="{_name(wanted)}.pdf"'}
    return HttpResponse(out.getvalue(), content_type="application/pdf", headers=headers)


@staff(RIGHT)
@require_safe
def workbook(request: HttpRequest) -> HttpResponseBase:
    found = queries.listing(TravelFilter.read(request.GET), most_unknown=None)
    _note(request, spreadsheets.XLSX)
    title = str(queries.WAYS[found.wanted.way])
    return spreadsheets.download(
        spreadsheets.XLSX, _name(found.wanted), title, queries.columns(), queries.rows(found, _("yes"))
    )


def _note(request: HttpRequest, kind: str) -> None:
    core_access_log.log_read(
        actor=actor_of(request), of=current_conference(), verb="travel.exported", right=RIGHT, kind=kind
    )


def _name(wanted: TravelFilter) -> str:
    parts = [f"{wanted.way}s", wanted.day.isoformat() if wanted.day else "", wanted.party.lower()]
    return "-".join(filter(None, parts))
