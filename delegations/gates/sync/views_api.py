"""The devices' views: JSON in and out, authenticated by the device's key in the header."""

import json
from collections.abc import Callable
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.utils import translation
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from pydantic import ValidationError

from conference.accounts.sign_in import limits
from conference.core import clock, parsing
from conference.core.access import public
from conference.core.errors import UserError
from conference.machines import problems
from conference.ops import installation
from conference.translated import short_code
from delegations.gates.alerts.actions import alert_to_refused_device
from delegations.gates.checking.online import check_badge
from delegations.gates.devices import actions as devices_actions
from delegations.gates.devices import bundle, thumbnails
from delegations.gates.devices.authentication import allow_methods, build_refusal, device_view, key_of
from delegations.gates.models import Device
from delegations.gates.sync import actions, schemas

# Tries of a code from one network before it must wait: a whole shift enrols from one address.
CODES_A_NETWORK = 20


@csrf_exempt
@login_not_required
@allow_methods("POST")
def check_scan(request: HttpRequest) -> HttpResponse:
    if installation.is_muted():
        return _in_language(request, lambda: build_refusal("restored-copy", 503))
    key = key_of(request)
    if not key:
        return _in_language(request, lambda: build_refusal("unknown-device"))
    try:
        scan = schemas.parse_body(schemas.CheckIn, request.body)
    except ValueError as problem:
        return _in_language(request, partial(_refuse_body, problem))
    # The first that is asked for: the middleware of languages weighs them all, which takes longer than the check.
    language = short_code(request.headers.get("Accept-Language", "").split(",")[0].split(";")[0].strip()[:20])
    status, body = check_badge(
        key=key,
        number=scan.number,
        text=scan.text,
        direction=scan.direction,
        device_at=scan.at,
        now=clock.now(),
        language=language,
    )
    if status in (401, 409):
        alert_to_refused_device(key=key, status=status, number=scan.number)
    if status != 200:
        return _in_language(request, lambda: build_refusal(json.loads(body)["error"], status))
    response = HttpResponse(body, content_type="application/json")
    response["Cache-Control"] = "no-store"
    # A response from before the middlewares needs its own length: without it the server sends chunks, each another call.
    response["Content-Length"] = str(len(response.content))
    return response


def _in_language(request: HttpRequest, build: Callable[[], HttpResponse]) -> HttpResponse:
    """Return a refusal in the requested language, which no middleware has activated here."""
    with translation.override(translation.get_language_from_request(request)):
        response = build()
    response["Cache-Control"] = "no-store"
    return response


def _refuse_body(problem: ValueError) -> HttpResponse:
    if isinstance(problem, ValidationError):
        return build_refusal("request", 400, fields=problems.name_faults(problem.errors()))
    return problems.of_body(problem).response()


check_scan.access = "device"  # type: ignore[attr-defined]


@csrf_exempt
@public
@allow_methods("POST")
@never_cache
def enrol(request: HttpRequest) -> HttpResponse:
    if installation.is_muted():
        return build_refusal("restored-copy", 503)
    counted = limits.key_at("gate-code", limits.network_of(request))
    if not limits.count_attempt(counted, CODES_A_NETWORK):
        return JsonResponse(
            {"error": "code", "message": str(devices_actions.TOO_MANY)}, status=429, headers={"Retry-After": "60"}
        )
    try:
        device, key = devices_actions.enrol(code=schemas.parse_body(schemas.EnrolIn, request.body).code)
    except ValueError as problem:
        return _refuse_body(problem)
    except UserError as problem:
        return JsonResponse({"error": "code", "message": str(problem)}, status=400)
    limits.give_back(counted)
    return JsonResponse(
        {
            "key": key,
            "device": {"id": device.pk, "name": device.name},
            "gate": bundle.gate_of(device),
            "keys": bundle.public_keys(),
        }
    )


@device_view(revoked=True)
@allow_methods("POST")
def take_scans(request: HttpRequest, device: Device) -> HttpResponseBase:
    """Store what a device scanned offline, in any order, any number of times."""
    try:
        batch = schemas.parse_body(schemas.ScansIn, request.body)
    except ValueError as problem:
        return _refuse_body(problem)
    return JsonResponse(actions.sync_scans(device=device, scans=batch.scans, device_now=batch.now))


@device_view()
@allow_methods("GET", "HEAD")
# no action: sends the list
def bundle_(request: HttpRequest, device: Device) -> HttpResponseBase:
    since = parsing.number(request.GET.get("since", "0"))
    moves = parsing.number(request.GET.get("moves", "0"))
    return bundle.send_bundle(request, device, since or 0, moves or 0)


@device_view()
@allow_methods("GET", "HEAD")
# no action: sends pictures
def thumbs_(request: HttpRequest, device: Device) -> HttpResponseBase:
    return JsonResponse(thumbnails.build_thumbnails(device, request.GET.get("serials", "").split(",")))
