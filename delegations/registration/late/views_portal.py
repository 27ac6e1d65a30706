from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from conference.core import concurrency
from conference.core.access import actor_of
from conference.core.errors import NotPossible
from conference.look import lists
from conference.models import current_conference
from delegations.registration.delegations import access_log, deadlines
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.late import actions
from delegations.registration.late.forms import LateForm
from delegations.registration.members import queries as members_queries
from delegations.registration.models import Delegate, Delegation, LateRequest


@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code, write=request.method == "POST")
    members = members_queries.members_of(found)
    standing = deadlines.get_lateness(found, members)
    waiting = [one for one in members if standing.needs_request(one)]
    posted = request.method == "POST"
    data, files = (request.POST, request.FILES) if posted else (None, None)
    ticked = request.GET.getlist("member") or [str(one.public_id) for one in waiting]
    form = LateForm(data, files, waiting=waiting, initial={"members": ticked})
    if posted and form.is_valid():
        try:
            made = actions.ask_late(
                actor=actor,
                delegation=found,
                members=form.cleaned_data["members"],
                document=form.document,
                number=form.cleaned_data["number"],
                dated=form.cleaned_data["dated"],
                words=form.cleaned_data["words"],
            )
        except NotPossible as problem:
            form.add_error(None, str(problem))
        else:
            words = _(
                "The late request %(note)s was sent to the organizers. You will be informed by e-mail "
                "when they have decided."
            )
            messages.success(request, words % {"note": made.note})
            return redirect("registration:delegation", code=found.party.slug)
    page = _page(found, form, waiting, standing)
    names = len(waiting) + sum(len(one.members.all()) for one in page["requests"])
    access_log.persons(request, found, names, "registration:late")
    return render(request, "portal/registration/late/late.html", page, status=422 if form.is_bound else 200)


def _page(found: Delegation, form: LateForm, waiting: list[Delegate], standing: deadlines.Lateness) -> dict[str, Any]:
    conference = current_conference()
    marked = form.marked
    sent = found.late_requests.select_related("note", "asked_by").prefetch_related("members")
    return {
        "delegation": found,
        "party": found.party,
        "form": form,
        "closed": standing.closed,
        "waiting": [
            {
                "member": one,
                "lacks": lists.in_words(members_queries.missing_fields(one, conference), capital=True),
                "marked": str(one.public_id) in marked,
            }
            for one in waiting
        ],
        "requests": list(sent),
        "nav_label": found.party.short,
    }


@require_POST
def withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code, write=True)
    row: LateRequest = get_object_or_404(found.late_requests.select_related("note"), pk=pk)
    expected_version = concurrency.posted_version(request.POST)
    actions.withdraw_late(actor=actor, request=row, expected_version=expected_version)
    messages.success(request, _("The late request %(note)s is withdrawn.") % {"note": row.note})
    return redirect("registration:late", code=found.party.slug)
