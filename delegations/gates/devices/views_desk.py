from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conference.core import concurrency
from conference.core.access import actor_of, confirm_identity, staff
from conference.printing.badges import qr
from delegations.gates.devices import actions, occasions, queries
from delegations.gates.devices.forms import InviteForm, MinutesForm, PolicyForm
from delegations.gates.devices.presentation import device_status
from delegations.gates.models import Device, Policy

MANAGE = "gates.manage"


@staff("gates.see")
@require_safe
@never_cache
def devices(request: HttpRequest) -> HttpResponse:
    return _show_devices(request)


def _show_devices(
    request: HttpRequest, form: InviteForm | None = None, minutes: MinutesForm | None = None, status: int = 200
) -> HttpResponse:
    policy, actor = Policy.current(), actor_of(request)
    initial = {"second_entry": policy.second_entry, "silent_after": policy.silent_after}
    names = {occasion.key: occasion.name for occasion in occasions.coming() if actor.may(occasion.right)}
    context = {
        "gates": [
            (gate, [device_status(device, names) for device in gate.devices.all()]) for gate in queries.find_gates()
        ],
        "form": form or InviteForm(actor=actor),
        "policy": PolicyForm(initial={"names": policy.names, "photos": policy.photos}),
        "minutes": minutes or MinutesForm(initial=initial),
        "may_manage": actor.may(MANAGE),
        "may_give_keys": actor.may("machines.manage"),
    }
    return render(request, "desk/gates/devices/devices.html", context, status=status)


@confirm_identity(bulk=True)
@staff(MANAGE)
@require_POST
@never_cache
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a device; its code is shown in this response only."""
    form = InviteForm(request.POST, actor=actor_of(request))
    if not form.is_valid():
        return _show_devices(request, form=form, status=422)
    device, code = actions.invite(actor=actor_of(request), **form.cleaned_data)
    return show_code(request, device, code)


@confirm_identity(bulk=True)
@staff(MANAGE)
@require_POST
@never_cache
def new_code(request: HttpRequest, pk: int) -> HttpResponse:
    device = get_object_or_404(Device.objects.select_related("gate"), pk=pk)
    expected_version = concurrency.posted_version(request.POST)
    device, code = actions.new_code(actor=actor_of(request), device=device, expected_version=expected_version)
    return show_code(request, device, code)


def show_code(request: HttpRequest, device: Device, code: str, back: str = "") -> HttpResponse:
    """Show the code of a device, once. `back` is the page to go to afterwards (default: that of the devices)."""
    address = f"{settings.PUBLIC_URL or request.build_absolute_uri('/').rstrip('/')}/gate/"
    context = {"device": device, "code": code, "address": address, "modules": qr.modules(f"{address}#{code}")}
    context["back"] = back or reverse("gates:devices")
    return render(request, "desk/gates/devices/code.html", context)


@staff(MANAGE)
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    device = get_object_or_404(Device, pk=pk)
    expected_version = concurrency.posted_version(request.POST)
    device = actions.revoke(actor=actor_of(request), device=device, expected_version=expected_version)
    messages.success(request, _("%(device)s is revoked; its key can no longer be used.") % {"device": device})
    return redirect("gates:devices")


@staff(MANAGE)
@require_POST
def allow(request: HttpRequest) -> HttpResponse:
    form = PolicyForm(request.POST)
    form.is_valid()
    actions.allow(actor=actor_of(request), **form.cleaned_data)
    messages.success(request, _("Saved. Devices receive the change with their next list, within half a minute."))
    return redirect("gates:devices")


@staff(MANAGE)
@require_POST
def minutes(request: HttpRequest) -> HttpResponse:
    """Set the minutes of a second entry and of a silent device."""
    form = MinutesForm(request.POST)
    if not form.is_valid():
        return _show_devices(request, minutes=form, status=422)
    actions.set_minutes(actor=actor_of(request), **form.cleaned_data)
    messages.success(request, _("Saved. Devices receive the change with their next list, within half a minute."))
    return redirect("gates:devices")
