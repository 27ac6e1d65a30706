from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from conference.core.access import actor_of
from conference.core.errors import UserError
from delegations.registration.delegations import access_log
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.models import Delegate, Delegation
from delegations.registration.own_page import actions, queries
from delegations.registration.own_page.forms import AskForm


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """Send the link; the address is the member's own, if it is known."""
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code, write=True)
    member = _member(found, public_id)
    access_log.person(request, member, "registration:member")
    initial = {"email": member.email, "language": found.party.language}
    form = AskForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            link = actions.ask_member(actor=actor, member=member, **form.cleaned_data)
        except UserError as problem:
            form.add_error(None, str(problem))
        else:
            words = _("The link goes to %(email)s by mail. You hear when %(who)s is done.")
            messages.success(request, words % {"email": link.email, "who": member})
            return redirect("registration:member", code=found.party.slug, public_id=member.public_id)
    context = {
        "delegation": found,
        "party": found.party,
        "member": member,
        "form": form,
        "link": queries.own_links([member]).get(member.pk),
        "nav_label": found.party.short,
    }
    return render(request, "portal/registration/own_page/ask_member.html", context, status=422 if form.errors else 200)


@require_POST
def withdraw(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code, write=True)
    member = _member(found, public_id)
    link = queries.own_links([member]).get(member.pk)
    if link is not None:
        actions.withdraw_link(actor=actor, link=link)
        messages.success(request, _("The link of %(who)s opens nothing any more.") % {"who": member})
    return redirect("registration:member", code=found.party.slug, public_id=member.public_id)


def _member(delegation: Delegation, public_id: UUID) -> Delegate:
    found: Delegate = get_object_or_404(delegation.members, public_id=public_id)
    found.delegation = delegation
    return found
