from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.core.access import public
from conference.files.responses import send_file
from conference.translated import short_code
from conference.web.page_cache import answer
from conference.web.public_pages import in_language
from schedule.programme.models import Release, SessionDocument
from schedule.programme.papers import order_of_day
from schedule.programme.releases import page_cache, queries
from schedule.programme.releases.outline import Outline
from schedule.programme.site import frab, ics
from schedule.programme.site.views_public import kept_as, released

CALENDAR = "text/calendar; charset=utf-8"


@public
@require_safe
@in_language
def calendar(request: HttpRequest) -> HttpResponse:
    """Return the calendar file; before the first release an empty one, since subscriptions outlast that."""
    known = released()
    if known is None:
        return _named(HttpResponse(ics.empty(), content_type=CALENDAR), "programme.ics")
    release, outline = known
    found = page_cache.page(kept_as("ics", release), lambda: ics.make(release, outline), CALENDAR)
    return _named(answer(request, found), "programme.ics")


@public
@require_safe
@in_language
def session_calendar(request: HttpRequest, key: str) -> HttpResponse:
    """Return one session's calendar file, cancelled if taken out. 404 if no release had it."""
    known = released()
    if known is None:
        raise Http404
    release, outline = known

    def make() -> bytes:
        found = ics.make_one(release, outline, key)
        if found is None:
            raise Http404(_("The programme has no such session."))
        return found

    found = page_cache.page(kept_as("ics", release, key), make, CALENDAR)
    return _named(answer(request, found), f"{key}.ics")


@public
@require_safe
@in_language
def schedule_json(request: HttpRequest) -> HttpResponse:
    return _for_apps(request, "json", frab.as_json, "application/json")


@public
@require_safe
@in_language
def schedule_xml(request: HttpRequest) -> HttpResponse:
    return _for_apps(request, "xml", frab.as_xml, "application/xml; charset=utf-8")


def _for_apps(
    request: HttpRequest, kind: str, make: Callable[[tuple[Release, Outline] | None], bytes], content_type: str
) -> HttpResponse:
    known = released()
    key = kept_as(kind, known[0]) if known else (kind, get_language())
    response = answer(request, page_cache.page(key, lambda: make(known), content_type))
    # Apps that run in a browser read it from their own origin; it is public, and no cookie goes with such a request.
    response["Access-Control-Allow-Origin"] = "*"
    return _named(response, f"schedule.{kind}")


@public
@require_safe
@in_language
def printed(request: HttpRequest, day: date) -> HttpResponse:
    known = released()
    if known is None or known[1].day(day) is None:
        raise Http404
    release, outline = known
    key = kept_as("pdf", release, day)
    found = page_cache.page(key, lambda: order_of_day.pdf(release, outline, [day]), "application/pdf")
    name = f"order-of-the-day-{day.isoformat()}-{short_code(get_language())}.pdf"
    return _named(answer(request, found), name)


@public
@require_safe
@in_language
def printed_whole(request: HttpRequest) -> HttpResponse:
    known = released()
    if known is None:
        return render(request, "public/programme/site/none.html")
    release, outline = known
    days = [day.date for day in outline.days]
    found = page_cache.page(
        kept_as("pdf", release), lambda: order_of_day.pdf(release, outline, days), "application/pdf"
    )
    return _named(answer(request, found), f"programme-{short_code(get_language())}.pdf")


def _named(response: HttpResponse, name: str) -> HttpResponse:
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


@public
@require_safe
def paper(request: HttpRequest, key: str, place: int) -> FileResponse:
    """Return a stored document of a released session; 404 for none or a closed meeting's."""
    known = released()
    item = queries.released(known[0], key, known[1].zone) if known else None
    papers = item.documents if item else []
    if not 1 <= place <= len(papers):
        raise Http404
    found = papers[place - 1]
    name = f"{found['symbol'] or found['title']}.pdf".replace("/", "-")
    return send_file(SessionDocument(file=found["file"]).file, name=name)
