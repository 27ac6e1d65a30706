"""The door of a calendar's secret address."""

from __future__ import annotations

import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference import clock
from conference.access import public
from conference.links import opened_by_secret
from schedule.calendar import feed_events, feeds


@public
@require_safe
@opened_by_secret
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """The calendar of a delegation or of a person (RFC 5545), 304 to who has it. 404 for an address that opens nothing (any more)."""
    found = feeds.opened_by(secret)
    if found is None:
        raise Http404
    if not feeds.count(found, clock.now()):
        said = _("This calendar is asked for too often. Try again later.")
        return HttpResponse(said, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"})
    body = feed_events.body(found)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    response["ETag"] = etag
    # Given back as it is, or 304 without a body.
    return get_conditional_response(request, etag=etag, response=response) or response
