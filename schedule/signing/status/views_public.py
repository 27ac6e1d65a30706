from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from conference.core.access import public
from conference.web.page_cache import HTML, PageCache, send_page
from conference.web.public_pages import in_language, render_page
from conference.web.shared_pages import same_for_all
from schedule.signing.reservations.queries import ObjectionStatus, StatementStatus
from schedule.signing.reservations.wording import EFFECTS, STANDINGS, articles_note, explain
from schedule.signing.status import feeds, queries, wording
from schedule.signing.status.queries import GROUPS, STEPS, Choice, Participant, Status

# Of 392: seven languages, tiles or table, seven regions, four steps.
pages = PageCache(most_pages=200, most_bytes=32 * 1024 * 1024)
MOST_BOXES = 100  # a larger number is shown without boxes


@same_for_all
@public
@require_safe
@in_language
def treaty(request: HttpRequest) -> HttpResponse:
    """Show who has signed and ratified, as tiles or as a table, and how far it is to entry into force."""
    choice = Choice.read(request.GET)
    return _answer(request, "treaty", lambda status: _page(request, status, choice), choice)


def _answer(
    request: HttpRequest,
    kind: str,
    make: Callable[[Status], str | bytes],
    *rest: Any,
    content_type: str = HTML,
    empty: bytes = b"",
) -> HttpResponse:
    """Send what `make` returns for the status, cached; without a treaty a page that says so, and `empty` to machines."""

    def draw() -> str | bytes:
        status = queries.status()
        if status is not None:
            return make(status)
        return render_page(request, "public/signing/status/none.html", {}) if content_type == HTML else empty

    key = (kind, get_language(), queries.version.get(), *rest)
    return send_page(request, pages.page(key, draw, content_type))


def _page(request: HttpRequest, status: Status, choice: Choice) -> str:
    shown = choice.select(status.participants)
    needed, groups = status.treaty.threshold, status.groups(shown)
    context = {
        "status": status,
        "treaty": status.treaty,
        "progress": status.progress,
        "groups": groups,
        "tiled": [(group, [_tile(participant) for participant in group.participants]) for group in groups],
        "shown": len(shown),
        "choice": choice,
        "regions": list(GROUPS.items()),
        "steps": list(STEPS.items()),
        "boxes": [number < status.progress.forecast.counted for number in range(needed) if needed <= MOST_BOXES],
        # The numbers under the boxes: the first, each quarter, the last.
        "marks": sorted({1, *(needed * quarter // 4 for quarter in (1, 2, 3)), needed} - {0}),
        "places": [place for place in status.places if place.last_day >= status.progress.today],
        "who": wording.who_signed(status),
        "rule": wording.when_in_force(status.treaty),
        "entry": wording.date_of_entry(status.progress),
        "missing": wording.missing(status.progress),
        "may_sign": wording.who_may_sign(status.treaty),
        "corrections": wording.corrections(status),
        "other_view": choice.query(as_table=not choice.as_table),
    }
    name = "table" if choice.as_table else "tiles"
    return render_page(request, f"public/signing/status/{name}.html", context, choice.query())


def _tile(participant: Participant) -> tuple[Participant, str, str]:
    return participant, wording.signature(participant), wording.instrument(participant)


@same_for_all
@public
@require_safe
@in_language
def declarations(request: HttpRequest) -> HttpResponse:
    """Show what parties declared and reserved, when signing and with their instruments."""

    def make(status: Status) -> str:
        participants = [
            (participant, [_explained(statement) for statement in participant.statements])
            for participant in status.participants
            if participant.has_texts
        ]
        context = {
            "treaty": status.treaty,
            "participants": participants,
            "note": articles_note(),
            "has_provisional": any(participant.is_provisional for participant, _texts in participants),
        }
        return render_page(request, "public/signing/status/declarations.html", context)

    return _answer(request, "declarations", make)


def _explained(status: StatementStatus) -> tuple[StatementStatus, str, str, list[tuple[ObjectionStatus, str]]]:
    objections = [(row, str(EFFECTS[row.effect])) for row in status.objections]
    return status, str(STANDINGS[status.standing]), explain(status), objections


@same_for_all
@public
@require_safe
@in_language
def as_json(request: HttpRequest) -> HttpResponse:
    return _file(request, "treaty.json", feeds.as_json, "application/json", feeds.NOTHING)


@same_for_all
@public
@require_safe
@in_language
def as_csv(request: HttpRequest) -> HttpResponse:
    return _file(request, "treaty.csv", feeds.as_csv, "text/csv; charset=utf-8")


@same_for_all
@public
@require_safe
@in_language
def as_calendar(request: HttpRequest) -> HttpResponse:
    return _file(request, "treaty.ics", feeds.as_calendar, "text/calendar; charset=utf-8", feeds.no_days())


def _file(
    request: HttpRequest, name: str, make: Callable[[Status], bytes], content_type: str, empty: bytes = b""
) -> HttpResponse:
    response = _answer(request, name, make, content_type=content_type, empty=empty)
    # Public, and read by pages of other origins; browsers send no cookie with such a request.
    response["Access-Control-Allow-Origin"] = "*"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
