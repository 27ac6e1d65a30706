from collections.abc import Callable, Hashable
from http import HTTPStatus
from typing import Any

from django.db.models import Count, Max, Sum
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.core.access import public
from conference.web.page_cache import HTML, PageCache, Recent, current_versions, send_page
from conference.web.public_pages import in_language, render_page
from conference.web.shared_pages import same_for_all
from schedule.results.figures import collecting, headline, tables
from schedule.results.figures.collecting import Data
from schedule.results.models import Report
from schedule.results.reports import feeds, paper, queries
from schedule.signing.models import Commitment

pages = PageCache(most_pages=30, most_bytes=8 * 1024 * 1024)
# Counting takes the database longer than the page; all languages share it, and a report of a moment ago is recent enough.
EVERY = 30.0  # s
_results = Recent(queries.current, every=EVERY)


def _version() -> tuple[bool, Hashable]:
    """Return whether the results are public, and a version that changes with a report or a commitment.

    Other figures are counted again every minute.
    """
    stored = Report.objects.aggregate(Max("number"))["number__max"]
    commitments = Commitment.objects.aggregate(Count("pk"), Sum("version"))
    return queries.are_public(), (stored, tuple(commitments.values()), current_versions())


version = Recent(_version)


def _current() -> tuple[Report | None, Data]:
    """Return the public results: figures as closed or of a moment ago, commitments as they stand."""
    report, data = _results.get()
    if (report.number if report else None) != Report.objects.aggregate(n=Max("number"))["n"]:
        _results.clear()  # it was closed meanwhile
        report, data = _results.get()
    return report, {**data, "commitments": collecting.commitments(public=True)}


@same_for_all
@public
@require_safe
@in_language
def results(request: HttpRequest) -> HttpResponse:
    """Show what the conference came to: figures, signatories, and what parties undertook in public."""
    return _answer(request, "page", lambda report, data: _page(request, report, data))


def _answer(
    request: HttpRequest, kind: str, make: Callable[[Report | None, Data], str | bytes], content_type: str = HTML
) -> HttpResponse:
    """Send the results in one form; before they are public, say from when on they are: on the page, and as 404 to programs."""
    is_public, stored = version.get()
    if is_public:
        key = (kind, get_language(), stored)
        return send_page(request, pages.page(key, lambda: make(*_current()), content_type))
    if content_type == HTML:
        key = ("soon", get_language(), stored)
        return send_page(request, pages.page(key, lambda: render_page(request, "public/results/soon.html", {})))
    message = _("The results are shown here from the first day of the conference on.")
    headers = {"Cache-Control": "no-cache", "Vary": "Accept-Language, Cookie"}
    return HttpResponseNotFound(message, content_type="text/plain; charset=utf-8", headers=headers)


def _page(request: HttpRequest, report: Report | None, data: Data) -> str:
    return render_page(request, "public/results/results.html", page_context(report, data, public=True))


def page_context(report: Report | None, data: Data, *, public: bool) -> dict[str, Any]:
    """Return what the public page and the desk's say of the results."""
    groups = [(_("By region"), tables.by_region(data)), (_("By kind of party"), tables.by_kind(data))]
    return {
        "report": report,
        "stamp": paper.stamp(data, report),
        "figures": headline.figures(data, public=public),
        "progress": headline.progress_words(data),
        "groups": [(title, tables.for_everybody(rows)) for title, rows in groups] if public else groups,
        "total": tables.total(data),
        "sessions": tables.sessions_by_type(data, public=public),
        "signatories": tables.signatories(data),
        "commitments": tables.commitments(data["commitments"]),
    }


@same_for_all
@public
@require_safe
@in_language
def as_json(request: HttpRequest) -> HttpResponse:
    return _file(request, "results.json", feeds.as_json, "application/json")


@same_for_all
@public
@require_safe
@in_language
def as_csv(request: HttpRequest) -> HttpResponse:
    return _file(request, "results.csv", feeds.as_csv, "text/csv; charset=utf-8")


def _file(
    request: HttpRequest, name: str, make: Callable[[Report | None, Data], bytes], content_type: str
) -> HttpResponse:
    response = _answer(request, name, make, content_type)
    # It is public, and read by programs in pages of other origins; no cookie goes with such a request.
    response["Access-Control-Allow-Origin"] = "*"
    if response.status_code == HTTPStatus.OK:
        response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
