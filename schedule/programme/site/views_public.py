from bisect import bisect_right
from collections.abc import Callable
from datetime import date
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.core import clock
from conference.core.access import public
from conference.web.context_processors import conference_of
from conference.web.page_cache import send_page
from conference.web.public_pages import in_language, render_page
from schedule.programme.models import Release, Type
from schedule.programme.releases import changes, page_cache, queries, rows
from schedule.programme.releases.outline import Outline, ReleaseDay
from schedule.programme.sessions import public_detail
from schedule.programme.sessions.snapshot import LANGUAGES
from schedule.programme.site import grid
from schedule.programme.site.filters import Filters
from schedule.programme.speaking.queries import list_of_session

View = Callable[..., HttpResponse]
# How many releases the page of changes goes back.
MOST_RELEASES = 30


def current_release() -> tuple[Release, Outline] | None:
    now = page_cache.current()
    return (now.release, now.outline) if now.release and now.outline else None


def page_key(kind: str, release: Release, *rest: Any) -> tuple[Any, ...]:
    """Return the cache key of a release's page: its kind, the release, the language, and `rest`."""
    return (kind, release.number, release.digest, release.published_at, get_language(), *rest)


def public_page(view: View) -> Callable[..., HttpResponseBase]:
    """Let anybody read a page, in the language that the address chooses."""
    return public(in_language(view))


def released_page(view: View) -> Callable[..., HttpResponseBase]:
    """Give a public page the latest release and its outline; before the first release say that there is none."""
    return _with_release(view, lambda request: render(request, "public/programme/site/none.html"))


def released_or_404(view: View) -> Callable[..., HttpResponseBase]:
    """Do as `released_page`, but answer 404 before the first release."""

    def refuse(request: HttpRequest) -> HttpResponse:
        raise Http404

    return _with_release(view, refuse)


def _with_release(view: View, before_first: View) -> Callable[..., HttpResponseBase]:
    @wraps(view)
    def page(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        current = current_release()
        return view(request, *current, *args, **kwargs) if current else before_first(request)

    return public_page(page)


@require_safe
@released_page
def show_day(request: HttpRequest, release: Release, outline: Outline, day: date | None = None) -> HttpResponse:
    """Show one day; without `day`, today or the next that has sessions."""
    now = clock.now()
    chosen = outline.current(now.astimezone(outline.zone).date()) if day is None else outline.day(day)
    if chosen is None:
        raise Http404
    filters = Filters.read(request.GET, chosen)
    # What runs now changes only at an edge of the programme.
    stretch = bisect_right(chosen.edges, now)
    key = page_key("day", release, chosen.date, filters, stretch, request.path)
    return send_page(request, page_cache.page(key, lambda: _day_page(request, release, outline, chosen, filters)))


def _day_page(request: HttpRequest, release: Release, outline: Outline, chosen: ReleaseDay, filters: Filters) -> str:
    shown = filters.select(row for row in rows.get_rows(release, outline.zone) if row.day == chosen.date)
    url = reverse("programme:day", args=[chosen.date])
    table = grid.build_table(
        shown,
        outline.rooms,
        outline.zone,
        clock.now(),
        as_list=filters.as_list or filters.type in grid.FOLDED,
        unfold=bool(filters.type or filters.room),
        more_url=url + filters.query(type="workshop"),
    )
    context = {
        "release": release,
        "day": chosen,
        "days": outline.days,
        "filters": filters,
        "table": table,
        "above": [(row.is_open, row.above) for row in table.all_day],
        "rooms": [outline.rooms[code] for code in chosen.rooms if code],
        "types": [(name, Type(name).label) for name in chosen.types],
        "spoken": [(code, LANGUAGES.get(code, code)) for code in chosen.languages],
        "url": url,
        "list_query": filters.query(as_list=not filters.as_list),
        "keep_query": filters.query(),
        "zone": outline.zone.key,
        "ahead": int(settings.CLOCK_OFFSET.total_seconds()),
        "earlier": release.number - 1,
        "changed": len(queries.public_changes([release])[release.number]),
    }
    return render_page(request, "public/programme/site/day.html", context, filters.query())


@require_safe
@released_or_404
def show_session(request: HttpRequest, release: Release, outline: Outline, key: str) -> HttpResponse:
    def make() -> str:
        item = queries.get_released(release, key, outline.zone)
        if item is None:
            raise Http404(_("The programme has no such session; it may have been removed."))
        changes_by_release = [
            (former, [changes.sentence(change, outline.zone) for change in own])
            for former, own in queries.public_changes_of(key, MOST_RELEASES)
        ]
        conference = conference_of(request)
        is_public = item.is_open and not public_detail.get_public_detail(item.data)
        context = {
            "release": release,
            "item": item,
            "history": changes_by_release,
            "zone_label": conference.zone_label(item.starts) if conference else "",
            "speakers": list_of_session(key) if is_public else None,
        }
        return render_page(request, "public/programme/site/session.html", context)

    return send_page(request, page_cache.page(page_key("session", release, key), make))


@require_safe
@released_page
def changed(request: HttpRequest, release: Release, outline: Outline) -> HttpResponse:
    def make() -> str:
        releases = list(Release.objects.order_by("-number")[:MOST_RELEASES])
        public_changes = queries.public_changes(releases)
        listed = [
            (former, [changes.sentence_html(change, outline.zone) for change in public_changes[former.number]])
            for former in releases
        ]
        return render_page(request, "public/programme/site/changes.html", {"release": release, "releases": listed})

    return send_page(request, page_cache.page(page_key("changes", release), make))
