from bisect import bisect_right
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from conference.core import clock
from conference.look import lists
from conference.web.page_cache import make_page, send_page
from conference.web.public_pages import render_page
from schedule.programme.models import Release, Type
from schedule.programme.releases import page_cache, rows
from schedule.programme.releases.outline import Outline
from schedule.programme.releases.rows import ProgrammeRow
from schedule.programme.sessions.snapshot import LANGUAGES
from schedule.programme.site import search as site_search
from schedule.programme.site.filters import Filters
from schedule.programme.site.views_public import page_key, released_page


def _by_day(rows: Iterable[ProgrammeRow]) -> list[dict[str, Any]]:
    return [{"date": day, "rows": list(of_day)} for day, of_day in groupby(rows, key=lambda row: row.day)]


@require_safe
@released_page
def search(request: HttpRequest, release: Release, outline: Outline) -> HttpResponse:
    """Search by words, day, room, type and language. Not cached: nobody can fill the cache by typing."""
    return send_page(request, make_page(_search_page(request, release, outline)))


def _search_page(request: HttpRequest, release: Release, outline: Outline) -> str:
    typed = request.GET.get("q", "")[: site_search.MOST_CHARACTERS]
    wanted = site_search.parse_query(typed)
    filters = Filters.read_all(request.GET, outline.days)
    day = next((other.date for other in outline.days if other.date.isoformat() == request.GET.get("day")), None)
    searched = bool(wanted or filters.narrows or day)
    keys = set(site_search.find_sessions(release, wanted, day)) if searched else set()
    matching = filters.select(row for row in rows.get_rows(release, outline.zone) if row.key in keys) if keys else []
    shown = matching[: site_search.MOST_FOUND]
    chosen = {"q": typed, "day": day.isoformat() if day else ""}
    query = urlencode({name: value for name, value in chosen.items() if value})
    rest = filters.query().lstrip("?")
    whole = "&".join(filter(None, [query, rest]))
    context = {
        "release": release,
        "typed": typed,
        "searched": searched,
        "day": day,
        "filters": filters,
        "days": outline.days,
        "rooms": [place for code, place in outline.rooms.items() if code],
        "types": [
            (name, Type(name).label) for name in dict.fromkeys(name for other in outline.days for name in other.types)
        ],
        "spoken": [(code, LANGUAGES[code]) for code in LANGUAGES],
        "listed": _by_day(shown),
        "instead": [
            (word, lists.in_words(others)) for word, others in site_search.nearest_words(release, wanted).items()
        ],
        "count": len(matching),
        "more": len(matching) - len(shown),
    }
    return render_page(request, "public/programme/site/search.html", context, f"?{whole}" if whole else "")


@require_safe
@released_page
def now_and_next(request: HttpRequest, release: Release, outline: Outline) -> HttpResponse:
    """Show what runs in each room, and what is next."""
    now = clock.now()
    edges = sorted(edge for other in outline.days for edge in other.edges)
    key = page_key("now", release, bisect_right(edges, now))
    return send_page(request, page_cache.page(key, lambda: _now_page(request, release, outline, now)))


def _now_page(request: HttpRequest, release: Release, outline: Outline, now: datetime) -> str:
    timed = [row for row in rows.get_rows(release, outline.zone) if not row.all_day and row.ends > now]
    running = [row for row in timed if row.starts <= now]
    later = [row for row in timed if row.starts > now]
    coming = [row for row in later if row.day == later[0].day]
    # Only the first of each room.
    following = sorted({row.room or row.key: row for row in reversed(coming)}.values(), key=lambda row: row.starts)
    context = {
        "release": release,
        "running": running,
        "following": following,
        "day": later[0].day if later else None,
        "today": now.astimezone(outline.zone).date(),
    }
    return render_page(request, "public/programme/site/now.html", context)


@require_safe
@released_page
def show_whole(request: HttpRequest, release: Release, outline: Outline) -> HttpResponse:
    """Show every day on one page, for paper and screen readers."""

    def make() -> str:
        listed = _by_day(rows.get_rows(release, outline.zone))
        context = {"release": release, "listed": listed, "url": reverse("programme:day")}
        return render_page(request, "public/programme/site/print.html", context)

    return send_page(request, page_cache.page(page_key("print", release), make))
