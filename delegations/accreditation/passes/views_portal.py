from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conference.core.access import actor_of
from delegations.accreditation.passes import queries
from delegations.registration.delegations.queries import delegation_for


@require_safe
def own_passes(request: HttpRequest, code: str) -> HttpResponse:
    found = delegation_for(actor_of(request), code)
    context = {
        "delegation": found,
        "party": found.party,
        "nav_label": found.party.short,
        "sorts": queries.of_delegation(found),
    }
    return render(request, "portal/accreditation/passes/passes.html", context)
