import uuid

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core import concurrency
from conference.core.access import actor_of
from conference.core.errors import AlreadyDecided, UserError
from conference.files.responses import send_file
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.models import Delegation
from schedule.programme.models import Inscription
from schedule.programme.speaking.queries import get_inscription
from schedule.programme.speaking.views_portal import render_outdated, render_page
from schedule.programme.statements import actions, queries
from schedule.programme.statements.forms import TextForm
from schedule.programme.statements.portal_section import READ


@require_POST
def hand_in(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    inscription = get_inscription(delegation, public_id)
    form = TextForm(request.POST, request.FILES, inscription=inscription, text=queries.find_text(inscription))
    if not form.is_valid():
        return render_page(request, delegation, inscription.list, 422, text_form=form)
    try:
        actions.hand_in(
            actor=actor,
            inscription=inscription,
            document=form.document,
            language=form.cleaned_data["language"],
            may_publish=form.cleaned_data["may_publish"],
            expected_version=form.cleaned_data["version"],
        )
    except AlreadyDecided as problem:
        return render_outdated(request, delegation, inscription.list, problem)
    except UserError as problem:
        form.add_error(None, str(problem))
        return render_page(request, delegation, inscription.list, problem.status, text_form=form)
    messages.success(
        request, _("The text of the statement was received.") if form.document else _("The change is saved.")
    )
    return _redirect(delegation, inscription)


@require_POST
def take_back(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    inscription = get_inscription(delegation, public_id)
    try:
        actions.take_back(
            actor=actor, inscription=inscription, expected_version=concurrency.posted_version(request.POST)
        )
    except AlreadyDecided as problem:
        return render_outdated(request, delegation, inscription.list, problem)
    messages.success(request, _("The text of the statement was taken back. Nobody can read it any more."))
    return _redirect(delegation, inscription)


@require_POST
def undo(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Hand the text in again that was taken back just now."""
    actor = actor_of(request)
    delegation = delegation_for(actor, code, write=True)
    inscription = get_inscription(delegation, public_id)
    actions.undo_taking_back(actor=actor, inscription=inscription)
    messages.success(request, _("Undone: the text of the statement is handed in again."))
    return _redirect(delegation, inscription)


@require_safe
def text_file(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponseBase:
    delegation = delegation_for(actor_of(request), code, see=READ)
    text = queries.find_text(get_inscription(delegation, public_id))
    if text is None or not text.is_handed_in:
        raise Http404
    access_log.log_confidential(request, text, verb="statement.read", right=READ)
    return send_file(text.file, name=text.file_name)


def _redirect(delegation: Delegation, inscription: Inscription) -> HttpResponse:
    page = reverse("programme:speaking_one", args=[delegation.party.slug, inscription.list.key])
    return redirect(f"{page}#text")
