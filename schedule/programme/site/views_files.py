from collections.abc import Callable
from datetime import date

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.core.access import public
from conference.files.responses import send_file
from conference.translated import short_code
from conference.web.page_cache import send_page
from schedule.programme.models import Release, SessionDocument
from schedule.programme.papers import order_of_day
from schedule.programme.releases import page_cache, queries
from schedule.programme.releases.outline import Outline
from schedule.programme.site import frab, ics
from schedule.programme.site.views_public import current_release, page_key, public_page, released_or_404, released_page

CALENDAR = "text/calendar; charset=utf-8"


@require_safe
@public_page
def calendar(request: HttpRequest) -> HttpResponse:
    """Return the calendar file; before the first release an empty one, since subscriptions outlast that."""
    current = current_release()
    if current is None:
        return _named(HttpResponse(ics.build_empty_calendar(), content_type=CALENDAR), "programme.ics")
    release, outline = current
    page = page_cache.page(page_key("ics", release), lambda: ics.build_calendar(release, outline), CALENDAR)
    return _named(send_page(request, page), "programme.ics")


@require_safe
@released_or_404
def session_calendar(request: HttpRequest, release: Release, outline: Outline, key: str) -> HttpResponse:
    """Return one session's calendar file, cancelled if it was removed. 404 if no release had it."""

    def make() -> bytes:
        body = ics.build_session_calendar(release, outline, key)
        if body is None:
            raise Http404(_("The programme has no such session."))
        return body

    page = page_cache.page(page_key("ics", release, key), make, CALENDAR)
    return _named(send_page(request, page), f"{key}.ics")


@require_safe
@public_page
def schedule_json(request: HttpRequest) -> HttpResponse:
    return _for_apps(request, "json", frab.as_json, "application/json")


@require_safe
@public_page
def schedule_xml(request: HttpRequest) -> HttpResponse:
    return _for_apps(request, "xml", frab.as_xml, "application/xml; charset=utf-8")


def _for_apps(
    request: HttpRequest, kind: str, make: Callable[[tuple[Release, Outline] | None], bytes], content_type: str
) -> HttpResponse:
    current = current_release()
    key = page_key(kind, current[0]) if current else (kind, get_language())
    response = send_page(request, page_cache.page(key, lambda: make(current), content_type))
    # Apps that run in a browser read it from their own origin; it is public, and no cookie goes with such a request.
    response["Access-Control-Allow-Origin"] = "*"
    return _named(response, f"schedule.{kind}")


@require_safe
@released_or_404
def printed(request: HttpRequest, release: Release, outline: Outline, day: date) -> HttpResponse:
    if outline.day(day) is None:
        raise Http404
    key = page_key("pdf", release, day)
    page = page_cache.page(key, lambda: order_of_day.make_pdf(release, outline, [day]), "application/pdf")
    name = f"order-of-the-day-{day.isoformat()}-{short_code(get_language())}.pdf"
    return _named(send_page(request, page), name)


@require_safe
@released_page
def printed_whole(request: HttpRequest, release: Release, outline: Outline) -> HttpResponse:
    days = [day.date for day in outline.days]
    page = page_cache.page(
        page_key("pdf", release), lambda: order_of_day.make_pdf(release, outline, days), "application/pdf"
    )
    return _named(send_page(request, page), f"programme-{short_code(get_language())}.pdf")


def _named(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@public
@require_safe
def serve_document(request: HttpRequest, key: str, place: int) -> FileResponse:
    """Return a stored document of a released session; 404 for none or a closed meeting's."""
    current = current_release()
    item = queries.get_released(current[0], key, current[1].zone) if current else None
    papers = item.documents if item else []
    if not 1 <= place <= len(papers):
        raise Http404
    document = papers[place - 1]
    name = f"{document['symbol'] or document['title']}.pdf".replace("/", "-")
    return send_file(SessionDocument(file=document["file"]).file, name=name)
