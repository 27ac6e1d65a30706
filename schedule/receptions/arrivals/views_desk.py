import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import clock, concurrency
from conference.core.access import actor_of, confirm_identity, staff
from conference.core.errors import NotPossible
from conference.look.lists import in_words
from delegations.accreditation.badges import tokens
from delegations.gates.devices import actions as device_actions
from delegations.gates.devices.presentation import device_status
from delegations.gates.devices.views_desk import show_code
from delegations.gates.models import Device
from delegations.registration.delegations import access_log
from schedule.receptions.arrivals import actions, codes, queries
from schedule.receptions.arrivals.forms import DeviceForm, ThanksForm
from schedule.receptions.arrivals.occasions import RIGHT
from schedule.receptions.guest_papers import data
from schedule.receptions.guest_papers.prints import send_paper
from schedule.receptions.invitations.notices import GUESTS
from schedule.receptions.invitations.queries import all_invitations
from schedule.receptions.models import Invitation, Reception


@staff("receptions.invite")
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def entrance(request: HttpRequest, code: str) -> HttpResponse:
    """Show the list with its search. A scanned code notes an arrival at once."""
    reception = get_object_or_404(Reception.objects.select_related("room"), code=code)
    text = request.POST.get("scan", "").strip()[:1000]
    if request.method != "POST":
        return _show_entrance(request, reception, " ".join(request.GET.get("q", "").split())[:80])
    if tokens.PREFIX not in text.upper():
        return _show_entrance(request, reception, " ".join(text.split())[:80])
    try:
        invitation, companion = codes.read(text, reception)
        access_log.log_person(request, invitation.person, GUESTS)
        return _note_arrival(request, invitation, companion)
    except NotPossible as refusal:
        return _show_entrance(request, reception, "", problem=refusal, status=refusal.status)


def _note_arrival(request: HttpRequest, invitation: Invitation, companion: bool) -> HttpResponse:
    arrived = actions.record_arrival(actor=actor_of(request), invitation=invitation, companion=companion)
    values = {"who": arrived.name_of(companion), "party": invitation.party.short}
    messages.success(request, _("%(who)s (%(party)s) is here.") % values)
    return redirect("receptions:door", invitation.reception.code)


def _show_entrance(
    request: HttpRequest, reception: Reception, query: str, problem: NotPossible | None = None, status: int = 200
) -> HttpResponse:
    everybody = queries.expected(reception)
    rows = queries.of_whom(everybody, query)[: queries.SHOWN]
    access_log.log_persons(request, reception, len(rows), GUESTS)
    open_now = queries.release_from(reception) <= clock.now() <= reception.ends
    absent, admitted = queries.would_be_released(reception, everybody) if open_now else ([], [])
    context = {
        "reception": reception,
        "q": query,
        "rows": rows,
        "cut": len(rows) == queries.SHOWN,
        "figures": queries.figures(reception),
        "problem": problem,
        "opens_later": actions.opens_later(reception),
        "release_from": queries.release_from(reception),
        "may_release": open_now and bool(absent),
        "absent": len(absent),
        "absent_named": in_words(invitation.who_comes for invitation in absent),
        "admitted_named": in_words(invitation.who_comes for invitation in admitted),
        "expected": actions.fingerprint_of(absent, admitted),
    }
    return render(request, "desk/receptions/arrivals/entrance.html", context, status=status)


@staff("receptions.invite")
@require_POST
def arrive(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Note or undo the arrival of the guest or the companion."""
    invitation = get_object_or_404(all_invitations(), reception__code=code, public_id=public_id)
    companion = request.POST.get("who") == "companion"
    access_log.log_person(request, invitation.person, GUESTS)
    if "back" not in request.POST:
        return _note_arrival(request, invitation, companion)
    absent = actions.take_back(actor=actor_of(request), invitation=invitation, companion=companion)
    messages.success(request, _("The arrival of %(who)s is taken back.") % {"who": absent.name_of(companion)})
    return redirect("receptions:door", code)


@confirm_identity(reading=False, bulk=True)
@staff(RIGHT)
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def devices(request: HttpRequest, code: str) -> HttpResponse:
    """List the devices at this entrance; enrol one, or revoke one. A new code is shown in this response only."""
    reception = get_object_or_404(Reception, code=code)
    back = reverse("receptions:devices", args=[code])
    if "revoke" in request.POST:
        device = get_object_or_404(Device, pk=request.POST["revoke"], occasion=code)
        expected_version = concurrency.posted_version(request.POST)
        device_actions.revoke(actor=actor_of(request), device=device, expected_version=expected_version)
        messages.success(request, _("%(device)s is revoked; its key can no longer be used.") % {"device": device})
        return redirect(back)
    form = DeviceForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        device, secret = device_actions.invite(actor=actor_of(request), occasion=code, **form.cleaned_data)
        return show_code(request, device, secret, back)
    rows = [device_status(device) for device in Device.objects.filter(occasion=code).order_by("revoked_at", "name")]
    context = {"reception": reception, "form": form, "rows": rows}
    return render(request, "desk/receptions/arrivals/devices.html", context, status=422 if form.errors else 200)


@staff("receptions.invite")
@require_POST
def release(request: HttpRequest, code: str) -> HttpResponse:
    reception = get_object_or_404(Reception, code=code)
    absent, admitted = actions.release_absent(
        actor=actor_of(request), reception=reception, expected=request.POST.get("expected", "")
    )
    message = _("Invitations released: %(absent)d. Invitations let in from the waiting list: %(admitted)d.")
    messages.success(request, message % {"absent": absent, "admitted": admitted})
    return redirect("receptions:door", code)


@staff("receptions.see")
@require_safe
def after(request: HttpRequest, code: str) -> HttpResponse:
    """Show who came, with the figures of the evening, and offer to thank them."""
    return _show_after(request, get_object_or_404(Reception, code=code), ThanksForm())


def _show_after(request: HttpRequest, reception: Reception, form: ThanksForm, status: int = 200) -> HttpResponse:
    rows = queries.who_came(reception)
    access_log.log_persons(request, reception, len(rows), GUESTS)
    context = {
        "reception": reception,
        "rows": rows,
        "figures": queries.figures(reception),
        "form": form,
        "may_invite": actor_of(request).may("receptions.invite"),
        "may_be_thanked": queries.may_be_thanked(reception),
        "thanks_wait": queries.thanks_wait(reception),
        "named": in_words(invitation.who_comes for invitation in rows),
    }
    return render(request, "desk/receptions/arrivals/after.html", context, status=status)


@staff("receptions.invite")
@require_POST
def thank(request: HttpRequest, code: str) -> HttpResponse:
    reception, form = get_object_or_404(Reception, code=code), ThanksForm(request.POST)
    if not form.is_valid():
        return _show_after(request, reception, form, 422)
    actions.thank_guests(actor=actor_of(request), reception=reception, text=form.cleaned_data["words"])
    messages.success(request, _("The thanks are sent when the time to undo has passed."))
    return redirect("receptions:after", code)


@staff("receptions.invite")
@require_POST
def undo_thanks(request: HttpRequest, code: str) -> HttpResponse:
    reception = get_object_or_404(Reception, code=code)
    actions.undo_thanks(actor=actor_of(request), reception=reception)
    messages.success(request, _("Undone: no thanks are sent."))
    return redirect("receptions:after", code)


@staff("receptions.see")
@require_safe
def paper(request: HttpRequest, code: str) -> HttpResponse:
    """Return the list for this entrance as PDF, by family name, in the language of the page."""
    reception = get_object_or_404(Reception.objects.select_related("room"), code=code)
    return send_paper(request, code, "door-list", data.LIST, data.door_lists([reception], data.BY_NAME), of=reception)
