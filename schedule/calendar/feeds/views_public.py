import hashlib

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.core import clock
from conference.core.access import public
from conference.core.links import opened_by_secret
from schedule.calendar.feeds import actions, events


@public
@require_safe
@opened_by_secret
def feed(request: HttpRequest, secret: str) -> HttpResponse:
    """Return the calendar (RFC 5545), 304 to who has it, 404 for an address that is not valid (any more)."""
    feed = actions.opened_by(secret)
    if feed is None:
        raise Http404
    if not actions.count_request(feed, clock.now()):
        message = _("This calendar is being requested too often. Try again later.")
        return HttpResponse(
            message, status=429, content_type="text/plain; charset=utf-8", headers={"Retry-After": "60"}
        )
    body = events.body(feed)
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="calendar.ics"'
    etag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    response["ETag"] = etag
    # Either the response or 304 without a body.
    return get_conditional_response(request, etag=etag, response=response) or response
