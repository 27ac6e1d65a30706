from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conference.core.access import actor_of
from delegations.registration.delegations import access_log
from delegations.registration.travel import queries


@require_safe
def page(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.delegation_for(actor, code)
    ways = queries.own(found)
    _way, days, lacking = ways[0]  # everybody is in each
    access_log.persons(request, found, sum(len(some) for _day, some in days) + len(lacking), "registration:travel")
    context = {
        "delegation": found,
        "party": found.party,
        "ways": [(queries.WAYS[way], days, lacking) for way, days, lacking in ways],
        "nav_label": found.party.short,
    }
    return render(request, "portal/registration/travel/travel.html", context)
