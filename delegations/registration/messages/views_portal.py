from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conference.core import access_log as core_access_log
from conference.core import parsing
from conference.core.access import actor_of
from conference.correspondence.letters import registry
from conference.correspondence.notices import READ
from delegations.registration.delegations import access_log, queries
from delegations.registration.messages import queries as messages

SEE = "messages.see"


@require_safe
def listing(request: HttpRequest, code: str) -> HttpResponse:
    """List what the delegation was sent; `before` in the address is the key of the last message of the page before."""
    actor = actor_of(request)
    found = queries.delegation_for(actor, code, see=SEE)
    before = parsing.number(request.GET.get("before"), 10**15)
    page = messages.page(found, actor.user_id, before=before)
    access_log.persons(request, found, len(page.lines), "registration:messages")
    context = {
        "delegation": found,
        "party": found.party,
        "lines": page.lines,
        "pager": {"next": f"?before={page.before}" if page.before else "", "previous": "?" if before else ""},
        "nav_label": found.party.short,
    }
    return render(request, "portal/registration/messages/list.html", context)


@require_safe
def message(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.delegation_for(actor, code, see=SEE)
    sent = messages.one_of(found, pk)
    if not found.is_mine:
        core_access_log.log_read(actor=actor, of=sent, verb=READ, right=SEE)
    context = {
        "delegation": found,
        "party": found.party,
        "message": sent,
        "title": registry.title_of(sent.kind),
        "nav_label": found.party.short,
    }
    return render(request, "portal/registration/messages/message.html", context)
