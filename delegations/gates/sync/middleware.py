"""The fast path for checks at gates: in the rush there is no time for sessions and languages."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase

from delegations.gates.devices.authentication import build_refusal
from delegations.gates.sync import views_api

PATH = "/api/v1/gate/check"


class CheckMiddleware:
    """Answers exactly `POST /api/v1/gate/check` before anything else. Host and https are still checked; a cookie is never read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.path_info != PATH or request.method != "POST":
            return self.get_response(request)
        request.get_host()  # raises DisallowedHost
        if settings.SECURE_SSL_REDIRECT and not request.is_secure():
            return build_refusal("https", 400)
        return views_api.check_scan(request)
