from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conference.core import access_log as core_access_log
from conference.core import parsing
from conference.core.access import actor_of
from conference.correspondence.letters import registry
from conference.correspondence.notices import READ
from delegations.registration.delegations import access_log
from delegations.registration.delegations.opened import page_context
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.messages import queries

SEE = "messages.see"


@require_safe
def list_messages(request: HttpRequest, code: str) -> HttpResponse:
    """List what the delegation was sent; `before` in the address is the key of the last message of the page before."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, see=SEE)
    before = parsing.number(request.GET.get("before"), 10**15)
    page = queries.get_page(delegation, actor, before=before)
    access_log.log_persons(request, delegation, len(page.rows), "registration:messages")
    pager = {"next": f"?before={page.before}" if page.before else "", "previous": "?" if before else ""}
    context = page_context(delegation, rows=page.rows, pager=pager)
    return render(request, "portal/registration/messages/list.html", context)


@require_safe
def message(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, see=SEE)
    letter = queries.get_message(delegation, pk, actor)
    if not delegation.is_mine:
        core_access_log.log_read(actor=actor, of=letter, verb=READ, right=SEE)
    context = page_context(delegation, message=letter, title=registry.title_of(letter.kind))
    return render(request, "portal/registration/messages/message.html", context)
