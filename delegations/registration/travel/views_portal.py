from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conference.core.access import actor_of
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import delegation_for, may_open
from delegations.registration.travel import queries


@require_safe
def show_travel(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, see="registration.see_travel")
    ways = queries.get_own(delegation)
    _way, days, without_time = ways[0]  # each way has all members
    count = sum(len(travellers) for _day, travellers in days) + len(without_time)
    access_log.log_persons(request, delegation, count, "registration:travel")
    context = {
        "delegation": delegation,
        "party": delegation.party,
        "ways": [(queries.WAYS[way], days, without_time) for way, days, without_time in ways],
        "may_act": may_open(actor, delegation, write=True),
        "nav_label": delegation.party.short,
    }
    return render(request, "portal/registration/travel/travel.html", context)
