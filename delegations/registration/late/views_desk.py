from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from conference.core import concurrency, undo
from conference.core.access import Actor, actor_of, staff
from conference.core.errors import NotPossible
from conference.look import lists
from conference.models import current_conference
from delegations.registration.delegations import access_log, queries
from delegations.registration.late import actions
from delegations.registration.late.actions import members_of
from delegations.registration.late.forms import DeclineForm
from delegations.registration.models import Delegation, LateRequest
from delegations.registration.overview.member_rows import build_member_rows


@staff("registration.admit_late")
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.delegation_for(actor, code)
    row: LateRequest = get_object_or_404(found.late_requests.select_related("note", "asked_by", "decided_by"), pk=pk)
    row.delegation = found
    declining = request.method == "POST" and "decline" in request.POST
    form = DeclineForm(request.POST if declining else None)
    status, problem = 200, ""
    if request.method == "POST":
        try:
            if done := _decide(actor, row, form, request):
                messages.success(request, done)
                return redirect("registration:desk_one", code=found.party.slug)
        except NotPossible as refused:
            problem = str(refused)
        status = 422
    page = _page(found, row, form, problem)
    access_log.persons(request, found, len(page["rows"]), "registration:late")
    return render(request, "desk/registration/late/late.html", page, status=status)


def _decide(actor: Actor, row: LateRequest, form: DeclineForm, request: HttpRequest) -> str:
    """Return what was decided, in words; empty when the form is invalid. Raises NotPossible, AlreadyDecided."""
    expected_version = concurrency.posted_version(request.POST) or 0
    if "undo" in request.POST:
        actions.undo_decision(actor=actor, request=row, expected_version=expected_version)
        return _("Undone: the late request %(note)s waits for a decision again.") % {"note": row.note}
    if "grant" in request.POST:
        done = actions.grant_late(actor=actor, request=row, expected_version=expected_version)
        count = len(done.received)
        text = ngettext("%(count)s member was submitted.", "%(count)s members were submitted.", count) % {
            "count": count
        }
        if done.lacking:
            lacks = lists.in_words(f"{one} ({lists.in_words(parts)})" for one, parts in done.lacking)
            more = _("The delegation submits the others when they are complete: %(who)s.") % {"who": lacks}
            text = lists.sentences([text, more])
        return _with_mail(text)
    if form.is_bound and form.is_valid():
        actions.decline_late(
            actor=actor, request=row, reason=form.cleaned_data["reason"], expected_version=expected_version
        )
        text = _("The late request %(note)s is declined; the focal points are informed of the reason.")
        if undo.window():
            text = _(
                "The late request %(note)s is declined; the focal points are informed of the reason when the time to undo has passed."
            )
        return text % {"note": row.note}
    return ""


def _with_mail(done: str) -> str:
    return lists.sentences([done, _("The e-mail is sent when the time to undo has passed.") if undo.window() else ""])


def _page(found: Delegation, row: LateRequest, form: DeclineForm, problem: str) -> dict[str, Any]:
    return {
        "delegation": found,
        "party": found.party,
        "late": row,
        "rows": build_member_rows(found, members_of(row), current_conference()),
        "form": form,
        "problem": problem,
        "window": bool(undo.window()),
        "told": lists.in_words(one.name or one.email for one in queries.focal_points_of(found)),
    }
