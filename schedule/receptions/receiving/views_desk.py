import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conference.core import clock, concurrency
from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible
from conference.look import marks
from delegations.registration.delegations import access_log
from schedule.receptions.guest_papers.prints import send_paper
from schedule.receptions.invitations.notices import GUESTS
from schedule.receptions.invitations.queries import all_invitations
from schedule.receptions.models import Invitation, Reception
from schedule.receptions.receiving import actions, data, queries
from schedule.receptions.receiving.forms import LineForm, PronunciationForm

SEE = "receptions.see"


@staff(SEE)
@require_safe
@never_cache
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Show who is next, who follows and when, and who was received or skipped.

    With `?part` what is exchanged of it every two seconds; nothing while the screen has it already.
    """
    return _show_line(request, get_object_or_404(Reception.objects.select_related("room"), code=code))


def _show_line(
    request: HttpRequest, reception: Reception, form: LineForm | None = None, status: int = 200
) -> HttpResponse:
    line = queries.line(reception)
    is_part = "part" in request.GET
    if not is_part:
        access_log.log_persons(request, reception, len(line.coming) + len(line.done), GUESTS)
    may_act = actor_of(request).may(actions.RIGHT)
    is_open = may_act and reception.door_opens <= clock.now() <= reception.ends
    shown = line.fingerprint(is_open)
    if is_part and request.GET.get("seen") == shown:
        return HttpResponse(status=204)
    initial = {name: getattr(reception, name) for name in ("version", "each_minutes", "lines", "line_guests")}
    context = {
        "reception": reception,
        "line": line,
        "shown": shown,
        "may_act": may_act,
        "is_open": is_open,
        "form": form or LineForm(initial=initial),
        "received": sum(place.invitation.standing == "received" for place in line.done),
        "skipped": sum(place.invitation.standing == "skipped" for place in line.done),
    }
    template = "desk/receptions/receiving/_line.html" if is_part else "desk/receptions/receiving/line.html"
    return render(request, template, context, status=status)


@staff(actions.RIGHT)
@require_POST
def minutes(request: HttpRequest, code: str) -> HttpResponse:
    reception, form = get_object_or_404(Reception.objects.select_related("room"), code=code), LineForm(request.POST)
    if not form.is_valid():
        return _show_line(request, reception, form, 422)
    values = form.cleaned_data
    actions.set_line(
        actor=actor_of(request),
        reception=reception,
        minutes=values["each_minutes"],
        lines=values["lines"],
        guests=values["line_guests"],
        expected_version=values["version"],
    )
    messages.success(request, _("The times are calculated again."))
    return redirect("receptions:line", code)


@staff(actions.RIGHT)
@require_POST
def stand(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Do what the button says: received, skipped, recalled, or undo."""
    invitation, to = _get_invitation(request, code, public_id), request.POST.get("to", "")
    if to not in actions.FROM and to != actions.UNDO:
        raise NotPossible(_("The page was incomplete. Please open it again."))
    version = concurrency.posted_version(request.POST)
    changed = actions.record_greeting(actor=actor_of(request), invitation=invitation, to=to, expected_version=version)
    messages.success(request, f"{invitation.who_comes}{marks.colon()}{changed.get_standing_display()}")
    return redirect("receptions:line", code)


@staff(actions.RIGHT)
@require_POST
def note_pronunciation(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    invitation, form = _get_invitation(request, code, public_id), PronunciationForm(request.POST)
    if not form.is_valid():
        raise NotPossible(" ".join(str(problem) for problems in form.errors.values() for problem in problems))
    said_as, version = form.cleaned_data["said_as"], form.cleaned_data["version"]
    actions.note_pronunciation(
        actor=actor_of(request), invitation=invitation, said_as=said_as, expected_version=version
    )
    messages.success(request, _("The pronunciation of %(who)s is saved.") % {"who": invitation.who_comes})
    return redirect("receptions:line", code)


def _get_invitation(request: HttpRequest, code: str, public_id: uuid.UUID) -> Invitation:
    invitation = get_object_or_404(all_invitations(), reception__code=code, public_id=public_id)
    access_log.log_person(request, invitation.guest, GUESTS)
    return invitation


@staff(SEE)
@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Return the line as PDF in the language of the page."""
    reception = get_object_or_404(Reception.objects.select_related("room"), code=code)
    return send_paper(request, code, "receiving-line", data.TEMPLATE, data.lines([reception]), of=reception)
