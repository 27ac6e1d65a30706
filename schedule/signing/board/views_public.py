"""The hall's display: who signs, who is next, how many have signed. The same bytes for all readers of a language, drawn twice a second."""

from collections.abc import Hashable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from django.db.models import Count, Sum
from django.http import HttpRequest, HttpResponse
from django.template import loader
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from conference.core import clock
from conference.core.access import public
from conference.look.lists import in_words
from conference.look.times import clock_text
from conference.models import current_conference
from conference.parties.models import Party
from conference.web import page_cache
from conference.web.public_pages import CODES, in_language, render_page
from conference.web.shared_pages import same_for_all
from schedule.signing.appointments.models import Appointment, AppointmentState
from schedule.signing.running_order.expected_times import expected_times
from schedule.signing.running_order.models import RecordState, SigningSession
from schedule.signing.running_order.queries import Tally, parties_in_order, tally

NEXT = 3
# The longest names in the largest and in the middle type, in letters.
LARGE, MIDDLE = 9, 16
TILE = 20  # width of a tile with its gap, in units of the drawing
AHEAD = timedelta(hours=2)
PART = "public/signing/board/_board.html"


def _current_session() -> SigningSession | None:
    """Return the session with a party at the table, else the one under way, else the next; of those, one in which somebody is to sign."""
    sessions = SigningSession.objects.select_related("treaty", "place").order_by("starts", "pk")
    called = Appointment.objects.filter(state=AppointmentState.CALLED).values("session")
    awaited = sessions.filter(
        pk__in=Appointment.objects.filter(state=AppointmentState.SCHEDULED).values("session"), state=RecordState.OPEN
    )
    soon = clock.now() + AHEAD
    return (
        sessions.filter(pk__in=called).first()
        or awaited.filter(starts__lte=soon).last()
        or awaited.filter(starts__gt=soon).first()
        or sessions.filter(starts__lte=soon).last()
        or sessions.first()
    )


def _context() -> dict[str, Any]:
    """Return the public state of a session, and the treaty's signatures at all sessions. Five queries at most."""
    conference, session = current_conference(), _current_session()
    appointments = parties_in_order(session) if session else []
    called = next((row.delegation.party for row in appointments if row.state == AppointmentState.CALLED), None)
    count = tally(session.treaty) if session else Tally(0, 0, 0)
    # Strangers read this: when a head of State comes to the table is shown when the guests are on their way, not days before.
    # Once the ceremony has begun, whoever was not reached today finds the name in tomorrow's session.
    is_shown = session is not None and (session.starts <= clock.now() + AHEAD or count.signed > 0)
    scheduled = [row for row in appointments if is_shown and row.state == AppointmentState.SCHEDULED]
    coming = [row.delegation.party for row in scheduled][:NEXT]
    kinds = ["on"] * count.signed + ["now" if called else ""]
    return {
        "session": session,
        "called": called,
        "tally": count,
        "time": clock_text(clock.now().astimezone(conference.zone)),
        "conference": conference,
        "now_class": _size(called) if called else "",
        "next": coming[0] if coming else None,
        "next_class": _size(coming[0]) if coming else "",
        "expected": _expected(session, appointments, scheduled[0]) if session and scheduled else None,
        "then": in_words(party.short for party in coming[1:]),
        "today": count.today if count.today < count.signed else 0,
        "tiles": [(kinds[n] if n < len(kinds) else "", n * TILE + 1) for n in range(count.total)],
        "width": max(count.total, 1) * TILE,
    }


def _expected(
    session: SigningSession, appointments: Sequence[Appointment], following: Appointment
) -> tuple[str, datetime | None] | None:
    """Return when the next party is expected, and the moment where that is not today; None if no time is known."""
    now = clock.now()
    at = expected_times(session, appointments).get(following.pk)
    if at is None and following.starts and following.starts > now:
        at = following.starts
    if at is None:
        return None
    local = at.astimezone(session.place.zone)
    is_today = session.place.day_of(at) == session.place.day_of(now)
    return clock_text(local), None if is_today else local


def _size(party: Party) -> str:
    """Return the CSS class by the name's length: the whole name must fit on the display."""
    length = len(party.short)
    return "" if length <= LARGE else "mid" if length <= MIDDLE else "long"


def _version() -> Hashable:
    """Return a value that changes with the display: by an act, a change of an order, or the minute. Two queries."""
    of_sessions = SigningSession.objects.aggregate(Count("pk"), Sum("version"), Sum("order_version"))
    of_rows = Appointment.objects.aggregate(Count("pk"), Sum("version"))
    return clock.now().replace(second=0, microsecond=0), tuple(of_sessions.values()), tuple(of_rows.values())


def _current_part(code: str) -> page_cache.CachedPage:
    return _drawn.page((code, _version()), lambda: _draw(code))


def _draw(code: str) -> str:
    with override(code):
        return loader.render_to_string(PART, _context())


# The database is queried twice a second per language, however many screens ask, and the part is drawn when it changes. A screen asks every
# second, so the hall sees an act after a second and a half at the latest.
EVERY = 0.5
_drawn = page_cache.PageCache(most_pages=2 * len(CODES), most_bytes=1024 * 1024)
_parts = {code: page_cache.Recent(partial(_current_part, code), EVERY) for code in CODES}


@same_for_all
@public
@require_safe
@in_language
def board(request: HttpRequest) -> HttpResponse:
    """Show the display in the reader's language; `?lang=vi` chooses another."""
    context = {**_context(), "language": get_language()}
    return page_cache.send_page(
        request, page_cache.make_page(render_page(request, "public/signing/board/board.html", context))
    )


@same_for_all
@public
@require_safe
def now(request: HttpRequest) -> HttpResponse:
    """Return the part that changes; 304 to a screen that shows it already."""
    wanted = request.GET.get("lang", "")
    code = wanted if wanted in CODES else get_language() or "en"
    return page_cache.send_page(request, _parts[code].get(), vary=code != wanted)
