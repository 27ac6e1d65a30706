from __future__ import annotations

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
from conference.translated import filled
from delegations.registration.delegations.queries import focal_points_of
from schedule.calendar.engagements.actions import TimeTaken, clash_words
from schedule.programme.applications import actions, queries
from schedule.programme.applications.forms import AcceptForm, DeclineForm
from schedule.programme.models import Application
from schedule.programme.sessions.actions.cautions import CautionsRaised

SHOWN = ("submitted", "accepted", "declined", "withdrawn")


@staff("applications.see")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    state = request.GET.get("state", "submitted")
    state = state if state in SHOWN else ""
    counts = queries.counts()
    context = {
        "rows": queries.sent(state),
        "state": state,
        "states": [(name, counts.get(name, 0)) for name in SHOWN],
        "total": sum(counts.values()),
        "deadline": queries.deadline(),
    }
    return render(request, "desk/programme/applications/list.html", context)


def _found(public_id: uuid.UUID) -> Application:
    return get_object_or_404(queries.all_applications().exclude(submitted_at=None), public_id=public_id)


@staff("applications.see")
@require_safe
def one(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    return _page(request, _found(public_id))


def _page(request: HttpRequest, found: Application, status: int = 200, **forms: Any) -> HttpResponse:
    conference = current_conference()
    may_decide = actor_of(request).may("programme.edit") and found.state == "submitted"
    with timezone.override(conference.zone):
        context = {
            "application": found,
            "session": queries.session_of(found),
            "spoken": queries.spoken(found),
            "may_decide": may_decide,
            "told": in_words(one.name or one.email for one in focal_points_of(found.delegation)) if may_decide else "",
            "moments": queries.moments_for(found, conference) if may_decide else [],
            "accept_form": AcceptForm(initial={"title": found.title if found.language == "en" else ""}),
            "decline_form": DeclineForm(),
            "minutes": queries.rules().minutes,
            **forms,
        }
        return render(request, "desk/programme/applications/one.html", context, status=status)


@staff("programme.edit")
@require_POST
def accept(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Give room and time: those typed, or of the button pressed (`take`, as ROOM/START/END)."""
    found, zone = _found(public_id), current_conference().zone
    data = request.POST.copy()
    if len(parts := data.get("take", "").split("/")) == 3:
        data["room"], data["starts"], data["ends"] = parts
    with timezone.override(zone):
        form = AcceptForm(data)
        if not form.is_valid():
            return _page(request, found, 422, accept_form=form)
        values = form.cleaned_data
        expected_version = concurrency.posted_version(data) or 0
        try:
            done, _session = actions.accept(
                actor=actor_of(request), application=found, expected_version=expected_version, **values
            )
        except TimeTaken as clash:
            for row in clash.clashes:
                form.add_error("room", clash_words(row))
            form.add_error(None, _("Nothing was changed. The application is still awaiting a decision."))
            return _page(request, _found(public_id), 409, accept_form=form)
        except CautionsRaised as cautioned:
            for one in cautioned.cautions:
                form.add_error(one.field if one.field in form.fields else None, one.words)
            form.add_error("despite", _("Nothing was changed yet. Give the reason, or choose another room or time."))
            return _page(request, found, cautioned.status, accept_form=form)
        except UserError as problem:
            form.add_error(None, str(problem))
            return _page(request, _found(public_id), problem.status, accept_form=form)
    messages.success(
        request, _("%(what)s is accepted and in the draft programme; the delegation is informed.") % {"what": done}
    )
    return redirect("programme:application", public_id)


@staff("programme.edit")
@require_POST
def decline(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    found, form = _found(public_id), DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, 422, decline_form=form)
    expected_version = concurrency.posted_version(request.POST) or 0
    try:
        actions.decline(
            actor=actor_of(request),
            application=found,
            reason=form.cleaned_data["reason"],
            expected_version=expected_version,
        )
    except AlreadyDecided as problem:
        form.add_error(None, str(problem))
        return _page(request, _found(public_id), problem.status, decline_form=form)
    messages.success(
        request, filled(_("%(what)s is declined; the delegation is informed of the reason."), {"what": found})
    )
    return redirect("programme:applications")
