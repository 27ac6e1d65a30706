"""The public's doors to the programme as a whole: search, what runs now and comes next, every day on paper."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from conference import clock
from conference.access import public
from schedule.programme import finding, pages, queries, rows
from schedule.programme.filters import Filters
from schedule.programme.models import Release, Type
from schedule.programme.outline import Outline
from schedule.programme.public import frame, in_language, kept_as, released
from schedule.programme.queries import Row
from schedule.programme.snapshot import LANGUAGES


@dataclass(frozen=True)
class Listed:
    """A day and its sessions as list items."""

    date: date
    items: SafeString


def _by_day(found: Iterable[Row], zone: ZoneInfo, now: datetime | None = None) -> list[Listed]:
    """The rows under their days, in the order in which they come. `now` marks what runs."""
    return [Listed(day, _items(list(of_day), zone, now)) for day, of_day in groupby(found, key=lambda row: row.day)]


def _items(found: Sequence[Row], zone: ZoneInfo, now: datetime | None = None) -> SafeString:
    def classes(row: Row) -> str:
        running = now is not None and row.starts <= now < row.ends
        return "sess" + (" is-closed" if not row.is_open else "") + (" is-now" if running else "")

    return format_html_join("\n", '<li class="{}">{}</li>', ((classes(row), rows.stored(row.row)) for row in found))


@public
@require_safe
@in_language
def search(request: HttpRequest) -> HttpResponse:
    """Sessions by words, day, room, type and language together. Not kept: nobody fills the shelf with what they type."""
    known = released()
    if known is None:
        return render(request, "public/programme/none.html")
    release, outline = known
    body = _search_page(request, release, outline)
    return pages.answer(request, pages.made(body))


def _search_page(request: HttpRequest, release: Release, outline: Outline) -> str:
    typed = request.GET.get("q", "")[: finding.MOST_CHARACTERS]
    words = finding.words_of(typed)
    filters = Filters.read_all(request.GET, outline.days)
    day = next((one.date for one in outline.days if one.date.isoformat() == request.GET.get("day")), None)
    asked = bool(words or filters.narrows or day)
    keys = finding.find(release, words, day) if asked else []
    found = filters.select(queries.rows_of_keys(release, keys, get_language() or "en")) if keys else []
    shown = found[: finding.MOST_FOUND]
    chosen = {"q": typed, "day": day.isoformat() if day else ""}
    query = urlencode({name: value for name, value in chosen.items() if value})
    rest = filters.query().lstrip("?")
    whole = "&".join(filter(None, [query, rest]))
    context = {
        "release": release,
        "typed": typed,
        "asked": asked,
        "day": day,
        "filters": filters,
        "days": outline.days,
        "rooms": list(outline.rooms.values()),
        "types": [
            (name, Type(name).label) for name in dict.fromkeys(name for one in outline.days for name in one.types)
        ],
        "spoken": [(code, LANGUAGES[code]) for code in LANGUAGES],
        "listed": _by_day(shown, outline.zone),
        "count": len(found),
        "more": len(found) - len(shown),
    }
    return frame(request, "public/programme/search.html", context, f"?{whole}" if whole else "")


@public
@require_safe
@in_language
def now_and_next(request: HttpRequest) -> HttpResponse:
    """What runs now in each room, and what comes next there. Made anew when something begins or ends."""
    known = released()
    if known is None:
        return render(request, "public/programme/none.html")
    release, outline = known
    now = clock.now()
    edges = sorted(edge for one in outline.days for edge in one.edges)
    key = kept_as("now", release, bisect_right(edges, now))
    return pages.answer(request, pages.page(key, lambda: _now_page(request, release, outline, now)))


def _now_page(request: HttpRequest, release: Release, outline: Outline, now: datetime) -> str:
    timed = [row for row in queries.all_rows(release, get_language() or "en") if not row.all_day and row.ends > now]
    running = [row for row in timed if row.starts <= now]
    later = [row for row in timed if row.starts > now]
    coming = [row for row in later if row.day == later[0].day]
    # The first of each room: whoever stands at its door wants no more.
    following = list({row.room: row for row in reversed(coming)}.values())
    following.sort(key=lambda row: row.starts)
    context = {
        "release": release,
        "running": _items(running, outline.zone),
        "following": _items(following, outline.zone),
        "day": later[0].day if later else None,
        "today": now.astimezone(outline.zone).date(),
    }
    return frame(request, "public/programme/now.html", context)


@public
@require_safe
@in_language
def whole(request: HttpRequest) -> HttpResponse:
    """Every day in one language on one page, for paper and for whoever has it read aloud."""
    known = released()
    if known is None:
        return render(request, "public/programme/none.html")
    release, outline = known

    def make() -> str:
        listed = _by_day(queries.all_rows(release, get_language() or "en"), outline.zone)
        context = {"release": release, "listed": listed, "url": reverse("programme:day")}
        return frame(request, "public/programme/print.html", context)

    return pages.answer(request, pages.page(kept_as("print", release), make))
