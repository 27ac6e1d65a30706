import uuid

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from conference.core import clock
from conference.core.access import actor_of
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import delegation_for
from schedule.receptions.invitations import queries
from schedule.receptions.invitations.notices import GUESTS
from schedule.receptions.invitations.views_public import answer_page

SEE = "receptions.see"


@require_safe
def invitations(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, see=SEE)
    invitations = queries.of_delegation(delegation)
    access_log.log_persons(request, delegation, len(invitations), GUESTS)
    context = {"delegation": delegation, "invitations": invitations, "now": clock.now()}
    return render(request, "portal/receptions/invitations/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=request.method == "POST", see=SEE)
    invitation = queries.get_invitation(delegation, public_id)
    access_log.log_persons(request, invitation, 1, GUESTS)
    context = {"base": "portal/base.html", "delegation": delegation}
    return answer_page(request, invitation, "public/receptions/invitations/answer.html", context, actor)
