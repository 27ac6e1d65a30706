"""Each room's day as its sign says it, with what can be printed of it; the card of one meeting."""

import uuid
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from conference.core import access_log, clock
from conference.core.access import actor_of, staff
from conference.models import current_conference
from conference.printing.documents import typeset
from schedule.bilaterals.meetings.queries import all_meetings
from schedule.bilaterals.models import AGREED
from schedule.bilaterals.papers import data, queries
from schedule.bilaterals.papers.prints import READ, RIGHT
from schedule.calendar.rooms.hours import conference_days


@staff(RIGHT)
@require_safe
def by_room(request: HttpRequest, day: date | None = None) -> HttpResponse:
    """Show who is in each room now and who comes next. Without a day: today's, or the first before and after the conference."""
    conference, actor = current_conference(), actor_of(request)
    days = conference_days(conference)
    today = clock.now().astimezone(conference.zone).date()
    day = day or (today if today in days else days[0])
    if day not in days:
        raise Http404
    rows = queries.of_day(day)
    context = {
        "day": day,
        "days": days,
        "rows": rows,
        "any": any(row.meetings for row in rows),
        "is_today": day == today,
        "may_see": actor.may("bilaterals.see"),
        "may_print": actor.may("prints.see"),
    }
    return render(request, "desk/bilaterals/papers/by_room.html", context)


@staff(RIGHT)
@require_safe
def card(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Return the card of one meeting as PDF. 404 for one that is not agreed."""
    meeting = get_object_or_404(all_meetings().filter(state__in=(*AGREED, "held")), public_id=public_id)
    paper = typeset.compile(data.CARDS, data.cards([meeting]), at=clock.now())
    access_log.log_read(actor=actor_of(request), of=meeting, verb=READ, right=RIGHT, kind="pdf")
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="meeting-card-{meeting.day.isoformat()}-{meeting.pk}.pdf"'
    return response
