from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from conference.accounts.exports.gate import approved_by_another
from conference.core import access_log as core_access_log
from conference.core.access import actor_of, confirm_identity, staff
from conference.files import spreadsheets
from conference.models import current_conference
from delegations.registration.delegations import access_log as delegations_access_log
from delegations.registration.travel import prints, queries
from delegations.registration.travel.queries import TravelFilter

RIGHT = "registration.see_travel"


@staff(RIGHT)
@require_safe
def list_travellers(request: HttpRequest) -> HttpResponse:
    listed = queries.find_travellers(TravelFilter.read(request.GET))
    delegations_access_log.log_persons(request, None, listed.shown, "registration:travel")
    context = {
        "list": listed,
        "wanted": listed.wanted,
        "ways": [(way, label, listed.wanted.query(way=way)) for way, label in queries.WAYS.items()],
        "parties": queries.get_parties(),
        "query": listed.wanted.query(),
        "everybody": listed.wanted.query(party=""),
        "pager": listed.pager,
    }
    return render(request, "desk/registration/travel/travel.html", context)


@staff(RIGHT)
@require_safe
def print_travellers(request: HttpRequest) -> HttpResponse:
    listed = queries.find_travellers(TravelFilter.read(request.GET), whole=True)
    _log_export(request, "pdf")
    body = prints.make_pdf(listed)
    headers = {"Content-Disposition": f'attachment; filename="{_file_name(listed.wanted)}.pdf"'}
    return HttpResponse(body, content_type="application/pdf", headers=headers)


@confirm_identity()
@staff(RIGHT)
@require_safe
@approved_by_another(gettext_lazy("Arrivals and departures"))
def workbook(request: HttpRequest) -> HttpResponseBase:
    listed = queries.find_travellers(TravelFilter.read(request.GET), whole=True)
    _log_export(request, spreadsheets.XLSX)
    name, title = _file_name(listed.wanted), str(queries.WAYS[listed.wanted.way])
    return spreadsheets.download(spreadsheets.XLSX, name, title, queries.columns(), queries.make_rows(listed, _("yes")))


def _log_export(request: HttpRequest, kind: str) -> None:
    core_access_log.log_read(
        actor=actor_of(request), of=current_conference(), verb="travel.exported", right=RIGHT, kind=kind
    )


def _file_name(wanted: TravelFilter) -> str:
    parts = [f"{wanted.way}s", wanted.day.isoformat() if wanted.day else "", wanted.party.lower()]
    return "-".join(filter(None, parts))
