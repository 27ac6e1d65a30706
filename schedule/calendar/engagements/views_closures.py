from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import clock, concurrency
from conference.core.access import Actor, actor_of, staff
from conference.core.errors import UserError
from conference.models import current_conference
from conference.translated import filled
from schedule.calendar.engagements import boards, hooks
from schedule.calendar.engagements import closures as engagements_closures
from schedule.calendar.engagements.closures import AffectedEngagements
from schedule.calendar.engagements.forms import ClosureForm
from schedule.calendar.models import Closure


@staff("calendar.see")
@require_safe
def closures(request: HttpRequest) -> HttpResponse:
    found = list(Closure.objects.select_related("room", "closed_by"))
    now = clock.now()
    in_force = [one for one in found if one.state == "closed" and one.ends > now]
    context = {
        "in_force": in_force,
        "past": [one for one in found if one not in in_force],
        "may_close": actor_of(request).may("calendar.close"),
    }
    return render(request, "desk/calendar/engagements/closures.html", context)


@staff("calendar.close")
@require_http_methods(["GET", "HEAD", "POST"])
def closure_new(request: HttpRequest) -> HttpResponse:
    actor, zone = actor_of(request), current_conference().zone
    posted = request.method == "POST"
    asked = posted or "ends" in request.GET
    with timezone.override(zone):
        form = ClosureForm((request.POST if posted else request.GET) if asked else None, initial=request.GET.dict())
        if not (asked and form.is_valid()):
            return _page(request, form, None, 422 if asked else 200)
        values = form.cleaned_data
        if posted:
            try:
                made = engagements_closures.close(
                    actor=actor, expected_version=request.POST.get("expected_version", ""), **values
                )
            except UserError as refusal:
                form.add_error(None, str(refusal))
                return _page(request, form, _touched(values), refusal.status)
            words = {"room": made.room, "reason": made.reason}
            messages.success(request, _("%(room)s is closed: %(reason)s.") % words)
            return redirect("calendar:closures")
        return _page(request, form, _touched(values), 200)


def _touched(values: dict[str, Any]) -> AffectedEngagements:
    return engagements_closures.touched(values["room"], values["starts"], values["ends"])


def _page(request: HttpRequest, form: ClosureForm, found: AffectedEngagements | None, status: int) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "touched": found}
    if found is not None:
        context |= _listed(found, actor_of(request)) | {"values": form.cleaned_data}
    return render(request, "desk/calendar/engagements/closure.html", context, status=status)


def _listed(found: AffectedEngagements, actor: Actor) -> dict[str, Any]:
    """Return what stands in the room, as the reader may read it, with links."""
    urls = hooks.urls_of([*found.movable, *found.fixed], actor)
    uses = [
        (use, use.label if actor.may(use.right) else "", use.url if actor.may(use.right) else "") for use in found.uses
    ]
    return {
        "movable": [boards.board_row(row, actor, urls, None, None) for row in found.movable],
        "fixed": [boards.board_row(row, actor, urls, None, None) for row in found.fixed],
        "uses": uses,
    }


@staff("calendar.close")
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Closure.objects.select_related("room"), pk=pk)
    expected_version = concurrency.posted_version(request.POST)
    engagements_closures.reopen(actor=actor_of(request), closure=found, expected_version=expected_version)
    messages.success(request, filled(_("%(room)s is open again."), {"room": found.room}))
    return redirect("calendar:closures")
