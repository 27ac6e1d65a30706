from __future__ import annotations

import uuid
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.models import today
from conference.translated import filled
from schedule.signing.commitments import actions, queries
from schedule.signing.commitments.forms import CorrectForm, FollowUpForm, NewForm, ReasonForm
from schedule.signing.commitments.models import Commitment
from schedule.signing.entries import settle

SEE = "commitments.see"
RECORD = actions.RIGHT


def _commitment(public_id: uuid.UUID) -> Commitment:
    commitments = Commitment.objects.select_related("party").prefetch_related("party__names")
    return get_object_or_404(commitments, public_id=public_id)


@staff(SEE)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """List what parties undertook, by party, with how it stands."""
    context = {"rows": list(queries.standing()), "today": today(), "may_record": actor_of(request).may(RECORD)}
    return render(request, "desk/signing/commitments/list.html", context)


@staff(RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    form, status = NewForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            party = form.cleaned_data["party"]
            try:
                made = actions.record(actor=actor_of(request), party=party, content=form.content())
            except UserError as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
            else:
                messages.success(request, filled(_("The commitment of %(party)s is recorded."), {"party": party}))
                return redirect("signing:commitment", made.public_id)
    return render(request, "desk/signing/commitments/new.html", {"form": form}, status=status)


@staff(SEE)
@require_safe
def one(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Show a commitment with its history; who may record commitments enters here how it stands."""
    return _page(request, _commitment(public_id))


def _page(request: HttpRequest, commitment: Commitment, status: int = 200, **forms: Any) -> HttpResponse:
    standing = {"version": commitment.version, "state": commitment.state, "since": today(), "progress": commitment.progress}
    context = {
        "commitment": commitment,
        "history": queries.history(commitment),
        "may_record": actor_of(request).may(RECORD) and commitment.state != Commitment.State.REMOVED,
        "follow_form": FollowUpForm(initial=standing, auto_id="follow_%s"),
        "remove_form": ReasonForm(initial={"version": commitment.version}, auto_id="remove_%s"),
        **forms,
    }
    return render(request, "desk/signing/commitments/one.html", context, status=status)


@staff(RECORD)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    commitment, status = _commitment(public_id), 200
    form = CorrectForm(request.POST or None, commitment=commitment)
    if request.method == "POST":
        status = 422
        if form.is_valid():
            values = form.cleaned_data
            try:
                actions.correct(
                    actor=actor_of(request),
                    commitment=commitment,
                    content=form.content(),
                    reason=values["reason"],
                    expected_version=values["version"],
                )
            except UserError as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
            else:
                messages.success(request, filled(_("The entry of %(party)s is corrected."), {"party": commitment.party}))
                return redirect("signing:commitment", commitment.public_id)
    context = {"commitment": commitment, "form": form}
    return render(request, "desk/signing/commitments/correct.html", context, status=status)


def _settle(request: HttpRequest, commitment: Commitment, name: str, form: Any, act: Callable[[], str]) -> HttpResponse:
    def page(status: int) -> HttpResponse:
        return _page(request, _commitment(commitment.public_id), status, **{name: form})

    return settle(request, commitment, form, act, page, "signing:commitments")


@staff(RECORD)
@require_POST
def follow_up(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    commitment, form = _commitment(public_id), FollowUpForm(request.POST, auto_id="follow_%s")

    def act() -> str:
        version = form.cleaned_data["version"]
        actions.follow_up(actor=actor_of(request), commitment=commitment, standing=form.standing(), expected_version=version)
        return _("How the commitment of %(party)s stands is entered.")

    return _settle(request, commitment, "follow_form", form, act)


@staff(RECORD)
@require_POST
def remove(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    commitment, form = _commitment(public_id), ReasonForm(request.POST, auto_id="remove_%s")

    def act() -> str:
        values = form.cleaned_data
        actions.remove(
            actor=actor_of(request),
            commitment=commitment,
            reason=values["reason"],
            expected_version=values["version"],
        )
        return _("The entry of %(party)s is removed.")

    return _settle(request, commitment, "remove_form", form, act)
