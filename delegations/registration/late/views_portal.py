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
from delegations.registration.delegations.queries import delegation_for, may_open
from delegations.registration.late import actions
from delegations.registration.late.forms import LateForm
from delegations.registration.members.queries import members_of, missing_fields
from delegations.registration.models import LateRequest


@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: HttpRequest, code: str) -> HttpResponse:
    actor, posted = actor_of(request), request.method == "POST"
    delegation = delegation_for(actor, code, write=posted)
    members = members_of(delegation)
    lateness = deadlines.get_lateness(delegation, members)
    waiting = [member for member in members if lateness.needs_request(member)]
    data, files = (request.POST, request.FILES) if posted else (None, None)
    ticked = request.GET.getlist("member") or [str(member.public_id) for member in waiting]
    form = LateForm(data, files, waiting=waiting, initial={"members": ticked})
    if posted and form.is_valid():
        values = {name: value for name, value in form.cleaned_data.items() if name != "file"}
        try:
            late = actions.ask_late(actor=actor, delegation=delegation, document=form.document, **values)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            message = _(
                "The late request %(note)s was sent to the organizers. You will be informed by e-mail "
                "when they have decided."
            )
            messages.success(request, message % {"note": late.note})
            return redirect("registration:delegation", code=delegation.party.slug)
    conference, marked = current_conference(), form.marked
    context: dict[str, Any] = {
        "delegation": delegation,
        "party": delegation.party,
        "form": form,
        "closed": lateness.closed,
        "waiting": [
            {
                "member": member,
                "lacks": lists.in_words(missing_fields(member, conference), capital=True),
                "marked": str(member.public_id) in marked,
            }
            for member in waiting
        ],
        "requests": delegation.late_requests.select_related("note", "asked_by").prefetch_related("members"),
        "may_read_notes": may_open(actor, delegation, see="registration.take_note"),
        "nav_label": delegation.party.short,
    }
    count = len(waiting) + sum(len(late.members.all()) for late in context["requests"])
    access_log.log_persons(request, delegation, count, "registration:late")
    return render(request, "portal/registration/late/late.html", context, status=422 if form.is_bound else 200)


@require_POST
def withdraw_request(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    late: LateRequest = get_object_or_404(delegation.late_requests.select_related("note"), pk=pk)
    actions.withdraw_late(actor=actor, request=late, expected_version=concurrency.posted_version(request.POST))
    messages.success(request, _("The late request %(note)s is withdrawn.") % {"note": late.note})
    return redirect("registration:late", code=delegation.party.slug)
