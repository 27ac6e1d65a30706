from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conference.core import parsing
from conference.core.access import actor_of
from delegations.registration.delegations import queries
from delegations.registration.overview import help_topics
from delegations.registration.overview import history as told


@require_safe
def history(request: HttpRequest, code: str) -> HttpResponse:
    """Show what happened, the newest first; `before` in the address is the number of the last entry of the page before."""
    actor = actor_of(request)
    found = queries.delegation_for(actor, code)
    before = parsing.number(request.GET.get("before"), 10**15)
    page = told.page(found, actor, before=before)
    context = {
        "delegation": found,
        "party": found.party,
        "lines": page.lines,
        "pager": {
            "next": f"?before={page.before}" if page.before else "",
            "previous": "?" if before is not None else "",
        },
        "nav_label": found.party.short,
    }
    return render(request, "portal/registration/overview/history.html", context)


@require_safe
def help_page(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.delegation_for(actor_of(request), code)
    context = {
        "delegation": found,
        "party": found.party,
        "topics": help_topics.topics_for(request, found),
        "nav_label": found.party.short,
    }
    return render(request, "portal/registration/overview/help.html", context)
