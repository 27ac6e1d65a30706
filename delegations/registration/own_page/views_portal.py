from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from conference.core.access import actor_of
from conference.core.errors import UserError
from conference.look import lists
from conference.models import current_conference
from delegations.registration.delegations import access_log
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.delegations.opened import page_context
from delegations.registration.members import queries
from delegations.registration.models import LIVE_STATES, Delegate
from delegations.registration.own_page import actions
from delegations.registration.own_page.actions import ASKED_FIELDS
from delegations.registration.own_page.forms import AskMemberForm, LanguageForm


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """Send the link; the address is the member's own, if it is known."""
    actor = actor_of(request)
    delegation = delegations_queries.delegation_for(actor, code, write=True)
    member = queries.get_member(delegation, public_id)
    access_log.log_person(request, member, "registration:member")
    initial = {"email": member.email, "language": delegation.party.language}
    form = AskMemberForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            link = actions.ask_member(actor=actor, member=member, **form.cleaned_data)
        except UserError as error:
            form.add_error(None, str(error))
        else:
            message = _("The link is sent to %(email)s by e-mail. You will be informed when %(who)s has finished.")
            messages.success(request, message % {"email": link.email, "who": member})
            return redirect("registration:member", code=delegation.party.slug, public_id=member.public_id)
    context = page_context(delegation, member=member, form=form, link=queries.own_links([member]).get(member.pk))
    return render(request, "portal/registration/own_page/ask_member.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def ask_several(request: HttpRequest, code: str) -> HttpResponse:
    """Offer those who lack something of their own, with their addresses; send each chosen one a link."""
    actor = actor_of(request)
    delegation = delegations_queries.delegation_for(actor, code, write=True)
    conference = current_conference()
    members = [member for member in queries.members_of(delegation) if member.state in LIVE_STATES]
    links = queries.own_links(members)
    rows: list[dict[str, Any]] = []
    for member in members:
        lacks = [lack for lack in queries.missing_fields(member, conference) if lack.field in ASKED_FIELDS]
        if lacks:
            link = links.get(member.pk)
            rows.append({"member": member, "lacks": lists.in_words(lacks, capital=True), "link": link})
    access_log.log_persons(request, delegation, len(rows), "registration:delegation")
    language = delegation.party.language
    form = LanguageForm(request.POST if request.method == "POST" else None, initial={"language": language})
    refused: list[tuple[Delegate, str]] = []
    if request.method == "POST" and form.is_valid():
        keys = set(request.POST.getlist("member"))
        chosen = [row["member"] for row in rows if str(row["member"].public_id) in keys]
        language = form.cleaned_data["language"]
        result = actions.ask_members(actor=actor, delegation=delegation, members=chosen, language=language)
        refused, count = result.refused, len(result.sent)
        if not chosen:
            form.add_error(None, _("Choose at least one member."))
        elif count:
            message = ngettext(
                "%(count)s link is sent by e-mail. You will be informed when the member has finished.",
                "%(count)s links are sent by e-mail. You will be informed when each member has finished.",
                count,
            )
            messages.success(request, message % {"count": count})
            if not refused:
                return redirect("registration:delegation", code=delegation.party.slug)
    context = page_context(delegation, rows=rows, form=form, refused=refused)
    status = 422 if form.errors or refused else 200
    return render(request, "portal/registration/own_page/ask_several.html", context, status=status)


@require_POST
def withdraw_link(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegations_queries.delegation_for(actor, code, write=True)
    member = queries.get_member(delegation, public_id)
    link = queries.own_links([member]).get(member.pk)
    if link is not None:
        actions.withdraw_link(actor=actor, link=link)
        messages.success(request, _("The link of %(who)s no longer works.") % {"who": member})
    return redirect("registration:member", code=delegation.party.slug, public_id=member.public_id)
