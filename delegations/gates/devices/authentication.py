"""Authentication of devices by the key in the header. No cookie, so no CSRF token either."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, cast

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt

from conference.core.links import hash_of
from conference.machines.problems import Problem
from conference.ops import installation
from delegations.gates.models import Device

SCHEME = "Device "
LONGEST_KEY = 100
SENTENCES = {
    "unknown-device": _("No device with this key is known. Enrol the device with a new code."),
    "device-revoked": _("This device was revoked and may no longer check badges."),
    "request": _("The request is not in the form that this address expects."),
    "direction": _("This gate is not open in that direction."),
    "number": _("The device already used this number for another scan. Nothing was saved."),
    "https": _("Badges can be checked over HTTPS only."),
    "restored-copy": _("This server is a restored copy of the conference and answers no devices."),
    "method": _("This address does not support that method."),
}


def key_of(request: HttpRequest) -> str:
    header = request.META.get("HTTP_AUTHORIZATION", "")
    key = header.removeprefix(SCHEME).strip()
    return hash_of(key) if header.startswith(SCHEME) and 0 < len(key) <= LONGEST_KEY else ""


def build_refusal(error: str, status: int = 401, **more: Any) -> HttpResponse:
    """Return a refusal by a stable word, one of SENTENCES, with its sentence in the active language; `more` are further members."""
    headers = {"WWW-Authenticate": "Device"} if status == 401 else {}
    return Problem(status, error, SENTENCES[error], headers, **more).response()


def allow_methods[**P, R: HttpResponseBase](*methods: str) -> Callable[[Callable[P, R]], Callable[P, HttpResponseBase]]:
    """Allow only these methods. Django's `require_http_methods` answers in HTML."""

    def wrap(view: Callable[P, R]) -> Callable[P, HttpResponseBase]:
        @wraps(view)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if cast("HttpRequest", args[0]).method in methods:
                return view(*args, **kwargs)
            response = build_refusal("method", 405)
            response["Allow"] = ", ".join(methods)
            return response

        return wrapper

    return wrap


type View[**P] = Callable[Concatenate[HttpRequest, Device, P], HttpResponseBase]


def device_view[**P](*, revoked: bool = False) -> Callable[[View[P]], Callable[..., HttpResponseBase]]:
    """Authenticate a device and pass it to the view.

    Args:
        revoked: True to admit a revoked one too.
    """

    def wrap(view: View[P]) -> Callable[..., HttpResponseBase]:
        @csrf_exempt
        @login_not_required
        @never_cache
        @wraps(view)
        def wrapper(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if installation.is_muted():
                return build_refusal("restored-copy", 503)
            key = key_of(request)
            device = Device.objects.select_related("gate__zone").filter(key_hash=key).first() if key else None
            if device is None:
                return build_refusal("unknown-device")
            if device.state == "revoked" and not revoked:
                return build_refusal("device-revoked")
            return view(request, device, *args, **kwargs)

        wrapper.access = "device"  # type: ignore[attr-defined]
        return cast("Callable[..., Any]", wrapper)

    return wrap
