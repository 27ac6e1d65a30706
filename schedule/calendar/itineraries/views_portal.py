from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.core import access_log as core_access_log
from conference.core import clock
from conference.core.access import actor_of
from conference.core.errors import NotFound
from conference.models import current_conference
from delegations.registration.delegations import access_log as delegations_access_log
from delegations.registration.delegations.queries import delegation_for, may_open
from delegations.registration.models import Delegate, Delegation
from schedule.calendar.itineraries import itinerary, papers

RIGHT = "itineraries.print"


@require_safe
def show_itineraries(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, see=RIGHT)
    conference = current_conference()
    (party,) = itinerary.parties([delegation])
    entries = itinerary.entries_of([party])[delegation.pk]
    delegations_access_log.log_persons(request, delegation, len(party.members), "calendar:itinerary")
    days, today = papers.days_of(entries, conference.zone), clock.now().astimezone(conference.zone).date()
    context = {
        "delegation": delegation,
        "party": delegation.party,
        "days": days,
        "today": today,
        "leads_to_today": today in days and today != min(days),
        "members": party.members,
        "may_give": may_open(actor, delegation, write=True),
        "nav_label": delegation.party.short,
    }
    return render(request, "portal/calendar/itineraries/itinerary.html", context)


@require_safe
def print_itinerary(request: HttpRequest, code: str) -> HttpResponse:
    """Return the PDF, with `?member=` that of one member. 404 for another delegation's member."""
    delegation = delegation_for(actor_of(request), code, see=RIGHT)
    person = _member(delegation, request.GET["member"]) if request.GET.get("member") else None
    (printed,) = papers.itineraries([delegation], person)
    if not delegation.is_mine:
        core_access_log.log_read(actor=actor_of(request), of=delegation, verb=papers.READ, right=RIGHT, kind="pdf")
    response = HttpResponse(papers.make_pdf([printed]), content_type="application/pdf")
    name = f"itinerary-{delegation.party.slug}-{printed.revision.number}.pdf"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _member(delegation: Delegation, public_id: str) -> Delegate:
    (party,) = itinerary.parties([delegation])
    member = next((member for member in party.members if str(member.public_id) == public_id), None)
    if member is None:
        raise NotFound(_("There is no such member, or it is not one of yours."))
    return member
