import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core import concurrency
from conference.core.access import actor_of, staff
from conference.core.errors import AlreadyDecided, UserError
from conference.look.lists import in_words
from conference.models import current_conference
from conference.translated import fill_sentence
from delegations.registration.delegations.queries import focal_points_of
from schedule.calendar.engagements.actions import TimeTaken, clash_words
from schedule.programme.applications import actions, queries
from schedule.programme.applications.forms import AcceptForm, DeclineForm
from schedule.programme.models import Application
from schedule.programme.sessions.actions.cautions import CautionsRaised

SHOWN = ("submitted", "accepted", "declined", "withdrawn")


@staff("applications.see")
@require_safe
def list_applications(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "submitted")
    state = state if state in SHOWN else ""
    counts = queries.count_by_state()
    context = {
        "rows": queries.sent(state),
        "state": state,
        "states": [(name, counts.get(name, 0)) for name in SHOWN],
        "total": sum(counts.values()),
        "deadline": queries.deadline(),
    }
    return render(request, "desk/programme/applications/list.html", context)


def _get_application(public_id: uuid.UUID) -> Application:
    return get_object_or_404(queries.all_applications().exclude(submitted_at=None), public_id=public_id)


@staff("applications.see")
@require_safe
def detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _render_page(request, _get_application(public_id))


def _render_page(request: HttpRequest, application: Application, status: int = 200, **forms: Any) -> HttpResponse:
    conference = current_conference()
    may_decide = actor_of(request).may("programme.edit") and application.state == "submitted"
    contacts = focal_points_of(application.delegation) if may_decide else []
    with timezone.override(conference.zone):
        context = {
            "application": application,
            "session": queries.find_session(application),
            "spoken": queries.interpretation_names(application),
            "may_decide": may_decide,
            "informed": in_words(contact.name or contact.email for contact in contacts),
            "moments": queries.find_moments(application, conference) if may_decide else [],
            "accept_form": AcceptForm(initial={"title": application.title if application.language == "en" else ""}),
            "decline_form": DeclineForm(),
            "minutes": queries.get_rules().minutes,
            **forms,
        }
        return render(request, "desk/programme/applications/one.html", context, status=status)


@staff("programme.edit")
@require_POST
def accept(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give room and time: those typed, or of the button pressed (`take`, as ROOM/START/END)."""
    application = _get_application(public_id)
    data = request.POST.copy()
    if len(parts := data.get("take", "").split("/")) == 3:
        data["room"], data["starts"], data["ends"] = parts
    with timezone.override(current_conference().zone):
        form = AcceptForm(data)
        if not form.is_valid():
            return _render_page(request, application, 422, accept_form=form)
        expected_version = concurrency.posted_version(data) or 0
        values = {"application": application, "expected_version": expected_version, **form.cleaned_data}
        try:
            accepted, _session = actions.accept(actor=actor_of(request), **values)
        except UserError as problem:
            _show_refusal(form, problem)
            return _render_page(request, _get_application(public_id), problem.status, accept_form=form)
    message = _("%(what)s is accepted and in the draft programme; the delegation is informed.")
    messages.success(request, message % {"what": accepted})
    return redirect("programme:application", public_id)


def _show_refusal(form: AcceptForm, problem: UserError) -> None:
    if isinstance(problem, TimeTaken):
        for engagement in problem.clashes:
            form.add_error("room", clash_words(engagement))
        form.add_error(None, _("Nothing was changed. The application is still awaiting a decision."))
    elif isinstance(problem, CautionsRaised):
        for caution in problem.cautions:
            form.add_error(caution.field if caution.field in form.fields else None, caution.message)
        form.add_error("despite", _("Nothing was changed yet. Give the reason, or choose another room or time."))
    else:
        form.add_error(None, str(problem))


@staff("programme.edit")
@require_POST
def decline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    application, form = _get_application(public_id), DeclineForm(request.POST)
    if not form.is_valid():
        return _render_page(request, application, 422, decline_form=form)
    reason, expected_version = form.cleaned_data["reason"], concurrency.posted_version(request.POST) or 0
    try:
        actions.decline(
            actor=actor_of(request), application=application, reason=reason, expected_version=expected_version
        )
    except AlreadyDecided as problem:
        form.add_error(None, str(problem))
        return _render_page(request, _get_application(public_id), problem.status, decline_form=form)
    message = _("%(what)s is declined; the delegation is informed of the reason.")
    messages.success(request, fill_sentence(message, {"what": application}))
    return redirect("programme:applications")
