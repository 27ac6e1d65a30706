import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import concurrency
from conference.core.access import Actor, actor_of
from conference.core.errors import AlreadyDecided, UserError
from conference.files.responses import send_file
from conference.look.times import clock_text, zone_text
from conference.models import current_conference
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.models import Delegation
from schedule.programme.applications import actions, queries
from schedule.programme.applications.forms import ApplicationForm, initial_of, typed_of
from schedule.programme.models import Application

METHODS = ["GET", "HEAD", "POST"]
SEE = "applications.see"


@require_http_methods(METHODS)
def list_applications(request: HttpRequest, code: str) -> HttpResponse:
    """List the applications; POST begins another."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=request.method == "POST", see=SEE)
    if request.method == "POST":
        made = actions.begin(actor=actor, delegation=delegation)
        return redirect("programme:side_event", delegation.party.slug, made.public_id)
    places = queries.get_rules().places
    context = {
        "delegation": delegation,
        "rows": queries.applications_of(delegation),
        "deadline": queries.deadline(),
        "late": queries.is_late(),
        "places": places,
        "left": None if places is None else max(0, places - queries.count_used_places(delegation)),
    }
    return render(request, "portal/programme/applications/list.html", context)


@require_http_methods(METHODS)
def detail(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Show a draft's form, which POST saves (`keep`) or sends; later what was sent and decided."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=request.method == "POST", see=SEE)
    application = queries.get_application(delegation, public_id)
    if request.method != "POST":
        return _render_page(request, delegation, application, _build_form(application, request))
    form = _build_form(application, request, bound=True)
    try:
        if "keep" in request.POST:
            _save_typed(request, actor, application)
            messages.success(request, _("The draft is saved as you typed it. Nothing was sent."))
            return redirect("programme:side_event", code, public_id)
        if not form.is_valid():
            # Whoever typed meanwhile is told of when the page is sent again.
            application.typed_version = _posted_version(request, "typed")
            return _render_page(request, delegation, application, form, 422)
        values: dict[str, Any] = {"proposal": form.proposal(), "note": form.note()}
        values |= {"expected_version": _posted_version(request, "version")}
        values |= {"expected_typed": _posted_version(request, "typed")}
        actions.submit(actor=actor, application=application, **values)
    except UserError as problem:
        form.add_error(None, str(problem))
        application = queries.get_application(delegation, public_id)
        return _render_page(request, delegation, application, form, problem.status)
    message = _("The application was sent. You will be informed by e-mail when the organizers have decided.")
    messages.success(request, message)
    return redirect("programme:side_event", code, public_id)


def _save_typed(request: HttpRequest, actor: Actor, application: Application) -> Application:
    typed, expected_version = typed_of(request.POST), _posted_version(request, "typed")
    return actions.save_draft(actor=actor, application=application, typed=typed, expected_version=expected_version)


def _posted_version(request: HttpRequest, name: str) -> int:
    return concurrency.posted_version(request.POST, name) or 0


def _build_form(application: Application, request: HttpRequest, bound: bool = False) -> ApplicationForm:
    conference, late = current_conference(), queries.is_late()
    if bound:
        return ApplicationForm(request.POST, request.FILES, conference=conference, late=late)
    return ApplicationForm(None, conference=conference, late=late, initial=initial_of(application, request.user))


def _render_page(
    request: HttpRequest, delegation: Delegation, application: Application, form: ApplicationForm, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {
        "delegation": delegation,
        "application": application,
        "form": form,
        "deadline": queries.deadline(),
        "late": queries.is_late(),
        "session": queries.find_session(application),
        "spoken": queries.interpretation_names(application),
        "may_withdraw": application.may_move("withdrawn"),
    }
    return render(request, "portal/programme/applications/one.html", context, status=status)


@require_safe
def note_file(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponseBase:
    """Return the note verbale, for the delegation and for staff who see applications."""
    delegation = delegation_for(actor_of(request), code, see=SEE)
    application = queries.get_application(delegation, public_id)
    access_log.log_confidential(request, application, verb="note.read", right=SEE)
    return send_file(application.note_file, name=application.note_name)


@require_POST
def draft(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    application = queries.get_application(delegation, public_id)
    try:
        saved = _save_typed(request, actor, application)
    except UserError as problem:
        return HttpResponse(str(problem), status=problem.status, content_type="text/plain; charset=utf-8")
    zone, place = current_conference().zone, str(current_conference().place)
    at = saved.typed_at.astimezone(zone) if saved.typed_at else None
    parts = {"time": clock_text(at), "zone": zone_text(at, zone, place)} if at else {"time": "", "zone": ""}
    message = _("Saved as typed at %(time)s %(zone)s.") % parts
    return HttpResponse(message, content_type="text/plain; charset=utf-8")


@require_POST
def withdraw_application(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    application = queries.get_application(delegation, public_id)
    was_sent = application.submitted_at is not None
    try:
        actions.withdraw_application(
            actor=actor, application=application, expected_version=_posted_version(request, "version")
        )
    except AlreadyDecided as problem:
        messages.error(request, str(problem))
        return redirect("programme:side_event", code, public_id)
    messages.success(request, _("The application is withdrawn.") if was_sent else _("The draft is deleted."))
    return redirect("programme:side_events", code)
