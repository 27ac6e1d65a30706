from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from conference.core import concurrency, undo
from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible
from conference.look import lists
from conference.models import current_conference
from delegations.registration.delegations import access_log, queries
from delegations.registration.late import actions
from delegations.registration.late.actions import members_of
from delegations.registration.late.forms import DeclineLateForm
from delegations.registration.models import LateRequest
from delegations.registration.overview.member_rows import build_member_rows


@staff("registration.admit_late")
@require_http_methods(["GET", "HEAD", "POST"])
def decide_request(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    delegation = queries.delegation_for(actor_of(request), code)
    late: LateRequest = get_object_or_404(
        delegation.late_requests.select_related("note", "asked_by", "decided_by"), pk=pk
    )
    late.delegation = delegation
    form = DeclineLateForm(request.POST if request.method == "POST" and "decline" in request.POST else None)
    status, problem = 200, ""
    if request.method == "POST":
        try:
            if message := _decide(request, late, form):
                messages.success(request, message)
                return redirect("registration:desk_one", code=delegation.party.slug)
        except NotPossible as refusal:
            problem = str(refusal)
        status = 422
    rows = build_member_rows(delegation, members_of(late), current_conference())
    recipients = queries.focal_points_of(delegation)
    access_log.log_persons(request, delegation, len(rows), "registration:late")
    context = {
        "delegation": delegation,
        "party": delegation.party,
        "late": late,
        "rows": rows,
        "form": form,
        "problem": problem,
        "window": bool(undo.window()),
        "recipients": lists.in_words(recipient.name or recipient.email for recipient in recipients),
    }
    return render(request, "desk/registration/late/late.html", context, status=status)


def _decide(request: HttpRequest, late: LateRequest, form: DeclineLateForm) -> str:
    """Decide, and return the message; empty when the form is invalid. Raises NotPossible, AlreadyDecided."""
    actor, expected_version = actor_of(request), concurrency.posted_version(request.POST) or 0
    if "undo" in request.POST:
        actions.undo_decision(actor=actor, request=late, expected_version=expected_version)
        return _("Undone: the late request %(note)s waits for a decision again.") % {"note": late.note}
    if "grant" in request.POST:
        submission = actions.grant_late(actor=actor, request=late, expected_version=expected_version)
        count = len(submission.received)
        message = ngettext("%(count)s member was submitted.", "%(count)s members were submitted.", count)
        sentences = [message % {"count": count}]
        if submission.lacking:
            names = lists.in_words(f"{member} ({lists.in_words(missing)})" for member, missing in submission.lacking)
            message = _("The delegation submits the others when they are complete: %(who)s.")
            sentences.append(message % {"who": names})
        return lists.join_sentences([*sentences, undo.mail_note()])
    if form.is_bound and form.is_valid():
        reason = form.cleaned_data["reason"]
        actions.decline_late(actor=actor, request=late, reason=reason, expected_version=expected_version)
        message = _("The late request %(note)s is declined; the focal points are informed of the reason.")
        return lists.join_sentences([message % {"note": late.note}, undo.mail_note()])
    return ""
