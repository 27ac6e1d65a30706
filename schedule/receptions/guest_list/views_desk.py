from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from delegations.registration.delegations import access_log
from schedule.receptions.guest_list import actions
from schedule.receptions.guest_list.forms import RuleForm
from schedule.receptions.guest_list.rules import find_guests
from schedule.receptions.invitations.notices import GUESTS
from schedule.receptions.models import Reception


@staff("receptions.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def wave(request: HttpRequest, code: str) -> HttpResponse:
    """Preview the guests of a rule, then invite them."""
    reception = get_object_or_404(Reception, code=code)
    form = RuleForm(request.POST if request.method == "POST" else None)
    preview, status = None, 200
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound:
        try:
            if expected := request.POST.get("expected", ""):
                rule = form.rule()
                count = actions.invite_by_rule(
                    actor=actor_of(request), reception=reception, rule=rule, expected=expected
                )
                message = ngettext("%(n)d guest invited.", "%(n)d guests invited.", count)
                messages.success(request, message % {"n": count})
                return redirect("receptions:reception", code)
        except UserError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        preview = find_guests(reception, form.rule())
    count = len(preview.guests) + len(preview.double) + len(preview.left_out) if preview else 0
    access_log.log_persons(request, reception, count, GUESTS)
    context = {"reception": reception, "form": form, "preview": preview}
    return render(request, "desk/receptions/guest_list/wave.html", context, status=status)


@staff("receptions.invite")
@require_POST
def remind(request: HttpRequest, code: str) -> HttpResponse:
    reception = get_object_or_404(Reception, code=code)
    count = actions.remind(actor=actor_of(request), reception=reception)
    message = ngettext(
        "%(n)d reminder is sent when the time to undo has passed.",
        "%(n)d reminders are sent when the time to undo has passed.",
        count,
    )
    messages.success(request, message % {"n": count})
    return redirect("receptions:reception", code)


@staff("receptions.invite")
@require_POST
def undo_reminders(request: HttpRequest, code: str) -> HttpResponse:
    reception = get_object_or_404(Reception, code=code)
    count = actions.undo_reminders(actor=actor_of(request), reception=reception)
    message = ngettext("Undone: %(n)d reminder is not sent.", "Undone: %(n)d reminders are not sent.", count)
    messages.success(request, message % {"n": count})
    return redirect("receptions:reception", code)
