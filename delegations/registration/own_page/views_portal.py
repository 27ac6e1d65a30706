from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from conference.core.access import actor_of
from conference.core.errors import UserError
from conference.look import lists
from conference.models import current_conference
from delegations.registration.delegations import access_log
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.members import queries as members_queries
from delegations.registration.models import LIVE_STATES, Delegate, Delegation
from delegations.registration.own_page import actions, queries
from delegations.registration.own_page.actions import OWN_FIELDS
from delegations.registration.own_page.forms import AskForm, LanguageForm

ASKED = OWN_FIELDS | {"photo", "scan"}


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
            words = _("The link is sent to %(email)s by e-mail. You will be informed when %(who)s has finished.")
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


@require_http_methods(["GET", "HEAD", "POST"])
def ask_several(request: HttpRequest, code: str) -> HttpResponse:
    """Offer those who lack something of their own, with their addresses; send each chosen one a link."""
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code, write=True)
    conference = current_conference()
    members = [one for one in members_queries.members_of(found) if one.state in LIVE_STATES]
    links = queries.own_links(members)
    rows: list[dict[str, Any]] = []
    for one in members:
        own = [lack for lack in members_queries.missing_fields(one, conference) if lack.field in ASKED]
        if own:
            rows.append({"member": one, "lacks": lists.in_words(own, capital=True), "link": links.get(one.pk)})
    access_log.persons(request, found, len(rows), "registration:delegation")
    form = LanguageForm(request.POST if request.method == "POST" else None, initial={"language": found.party.language})
    left: list[tuple[Delegate, str]] = []
    if request.method == "POST" and form.is_valid():
        keys = set(request.POST.getlist("member"))
        chosen = [row["member"] for row in rows if str(row["member"].public_id) in keys]
        language = form.cleaned_data["language"]
        asked = actions.ask_members(actor=actor, delegation=found, members=chosen, language=language)
        left = asked.left
        if not chosen:
            form.add_error(None, _("Choose at least one member."))
        elif asked.sent:
            count = len(asked.sent)
            words = ngettext(
                "%(count)s link is sent by e-mail. You will be informed when the member has finished.",
                "%(count)s links are sent by e-mail. You will be informed when each member has finished.",
                count,
            )
            messages.success(request, words % {"count": count})
            if not left:
                return redirect("registration:delegation", code=found.party.slug)
    context = {"party": found.party, "rows": rows, "form": form, "left": left, "nav_label": found.party.short}
    status = 422 if form.errors or left else 200
    return render(request, "portal/registration/own_page/ask_several.html", context, status=status)


@require_POST
def withdraw(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code, write=True)
    member = _member(found, public_id)
    link = queries.own_links([member]).get(member.pk)
    if link is not None:
        actions.withdraw_link(actor=actor, link=link)
        messages.success(request, _("The link of %(who)s no longer works.") % {"who": member})
    return redirect("registration:member", code=found.party.slug, public_id=member.public_id)


def _member(delegation: Delegation, public_id: UUID) -> Delegate:
    found: Delegate = get_object_or_404(delegation.members, public_id=public_id)
    found.delegation = delegation
    return found
