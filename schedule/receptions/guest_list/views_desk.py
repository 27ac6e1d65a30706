from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.look.lists import in_words
from delegations.registration.delegations import access_log
from schedule.receptions.guest_list import actions
from schedule.receptions.guest_list.forms import RuleForm
from schedule.receptions.guest_list.rules import Preview, find_guests
from schedule.receptions.invitations.notices import GUESTS
from schedule.receptions.models import Reception


@staff("receptions.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def wave(request: HttpRequest, code: str) -> HttpResponse:
    """Preview the guests of a rule, ask for confirmation of those ticked, then invite them."""
    reception = get_object_or_404(Reception, code=code)
    values = request.POST if request.method == "POST" else request.GET if "kind" in request.GET else None
    form = RuleForm(values)
    preview, status = None, 200
    ticked = set(request.POST.getlist("guest"))
    step = request.POST.get("step", "")
    if form.is_bound and not form.is_valid():
        status = 422
    elif form.is_bound:
        try:
            if step == "invite":
                count = actions.invite_by_rule(
                    actor=actor_of(request),
                    reception=reception,
                    rule=form.rule(),
                    expected=request.POST.get("expected", ""),
                    ticked=ticked,
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
    if preview and step:
        preview.tick(ticked)
        if step == "check" and ticked:
            context["check"] = _describe_wave(reception, preview)
        elif step == "check":
            form.add_error(None, _("Nobody is ticked. Nobody was invited."))
            status = 422
    return render(request, "desk/receptions/guest_list/wave.html", context, status=status)


def _describe_wave(reception: Reception, preview: Preview) -> dict[str, Any]:
    """Return what the confirmation says: who is invited, and how many places there are for them."""
    chosen = [guest for guest in preview.guests if guest.ticked]
    unanswered = reception.invitations.filter(state="sent").count()
    return {
        "count": len(chosen),
        "names": in_words(guest.person.full_name for guest in chosen),
        "without_mail": sum(guest.is_without_mail for guest in chosen),
        "unanswered": unanswered,
        "beyond": len(chosen) + unanswered > reception.free,
    }


@staff("receptions.invite")
@require_POST
def undo_invitations(request: HttpRequest, code: str) -> HttpResponse:
    reception = get_object_or_404(Reception, code=code)
    count = actions.undo_invitations(actor=actor_of(request), reception=reception)
    message = ngettext("Undone: %(n)d invitation is not sent.", "Undone: %(n)d invitations are not sent.", count)
    messages.success(request, message % {"n": count})
    return redirect("receptions:reception", code)


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
