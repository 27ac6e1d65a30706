from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import clock, concurrency
from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.models import current_conference
from conference.translated import fill_sentence
from schedule.calendar.engagements import boards, hooks
from schedule.calendar.engagements import closures as actions
from schedule.calendar.engagements.forms import ClosureForm
from schedule.calendar.models import Closure


@staff("calendar.see")
@require_safe
def closures(request: HttpRequest) -> HttpResponse:
    closures, now = list(Closure.objects.select_related("room", "closed_by")), clock.now()
    in_force = [closure for closure in closures if closure.state == "closed" and closure.ends > now]
    context = {
        "in_force": in_force,
        "past": [closure for closure in closures if closure not in in_force],
        "may_close": actor_of(request).may("calendar.close"),
    }
    return render(request, "desk/calendar/engagements/closures.html", context)


@staff("calendar.close")
@require_http_methods(["GET", "HEAD", "POST"])
def closure_new(request: HttpRequest) -> HttpResponse:
    """Show what is in the room then, and close it once that list is confirmed."""
    is_posted = request.method == "POST"
    is_filled = is_posted or "ends" in request.GET
    with timezone.override(current_conference().zone):
        form = ClosureForm(
            (request.POST if is_posted else request.GET) if is_filled else None, initial=request.GET.dict()
        )
        if not (is_filled and form.is_valid()):
            return _page(request, form, 422 if is_filled else 200, with_affected=False)
        if not is_posted:
            return _page(request, form, 200)
        expected_version = request.POST.get("expected_version", "")
        try:
            closure = actions.close_room(
                actor=actor_of(request), expected_version=expected_version, **form.cleaned_data
            )
        except UserError as refusal:
            form.add_error(None, str(refusal))
            return _page(request, form, refusal.status)
        values = {"room": closure.room, "reason": closure.reason}
        messages.success(request, _("%(room)s is closed: %(reason)s.") % values)
        return redirect("calendar:closures")


def _page(request: HttpRequest, form: ClosureForm, status: int, *, with_affected: bool = True) -> HttpResponse:
    """Show the form, and what stands in the room then, as the reader may read it, with links."""
    context: dict[str, Any] = {"form": form, "affected": None}
    if with_affected:
        values, actor = form.cleaned_data, actor_of(request)
        affected = actions.get_affected(values["room"], values["starts"], values["ends"])
        urls = hooks.urls_of([*affected.movable, *affected.fixed], actor)
        context |= {
            "affected": affected,
            "values": values,
            "movable": [boards.board_line(engagement, actor, urls) for engagement in affected.movable],
            "fixed": [boards.board_line(engagement, actor, urls) for engagement in affected.fixed],
            "uses": [(use, use.label, use.url) if actor.may(use.right) else (use, "", "") for use in affected.uses],
        }
    return render(request, "desk/calendar/engagements/closure.html", context, status=status)


@staff("calendar.close")
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    closure = get_object_or_404(Closure.objects.select_related("room"), pk=pk)
    expected_version = concurrency.posted_version(request.POST)
    actions.reopen(actor=actor_of(request), closure=closure, expected_version=expected_version)
    messages.success(request, fill_sentence(_("%(room)s is open again."), {"room": closure.room}))
    return redirect("calendar:closures")
