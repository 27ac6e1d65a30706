"""The interface for makers of devices, at /api/v1/: mounts each app's routes, and says what goes wrong in JSON.

Only the addresses import this, so that a worker or a command that needs no route doesn't pay for them.
"""

import json
import sys
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import URLPattern, path, re_path
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import get_language_from_request, override
from django.utils.translation import gettext as _
from django.views import defaults
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from conference.core import errors, parsing
from conference.core.access import public
from conference.db.outage import RETRY_AFTER, is_outage
from conference.machines import document, problems, routes
from conference.machines.problems import Problem

PREFIX = "/api/v1/"
DESCRIPTION = """This interface is for makers of devices. A key is made on the organizers' desk and sent as `Authorization: Bearer KEY`.

Times are written in ISO 8601 with their offset. Fields may be added to answers; no field is removed. The file docs/machines.md
explains the first steps."""


class BodyParser(Parser):
    """Ninja's own parser, but for objects that name a key twice."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        return cast("dict[str, Any]", parsing.read_json(request.body))


autodiscover_modules("api_routes")
api = NinjaAPI(
    title="Plenipo",
    version="1",
    description=DESCRIPTION,
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    parser=BodyParser(),
)
for app in routes.every.values():
    api.add_router("", app.router)


@api.exception_handler(Problem)
def _problem(request: HttpRequest, problem: Problem) -> HttpResponse:
    return problem.response()


@api.exception_handler(errors.UserError)
def _user_error(request: HttpRequest, problem: errors.UserError) -> HttpResponse:
    return problems.of_user_error(problem).response()


@api.exception_handler(Http404)
def _missing(request: HttpRequest, problem: Http404) -> HttpResponse:
    return Problem(404, "not-found", _("This does not exist.")).response()


@api.exception_handler(HttpError)
def _request(request: HttpRequest, problem: HttpError) -> HttpResponse:
    return problems.of_body(problem.__cause__).response()


@api.exception_handler(ValidationError)
def _fields(request: HttpRequest, problem: ValidationError) -> HttpResponse:
    # Where it was found begins with the part of the request and the view's own name for the body, which nobody outside knows.
    faults: dict[str, str] = {}
    for error in problem.errors:
        faults |= problems.name_faults([error], skip=2 if error["loc"][0] == "body" else 1)
    return problems.fields(faults).response()


def _guarded(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Mark a route as one that asks for a key by itself, and put what Django refuses into JSON."""

    @csrf_exempt
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        try:
            response = view(request, *args, **kwargs)
        except RequestDataTooBig:
            response = Problem(413, "too-large", _("The request body is too large.")).response()
        if isinstance(response, HttpResponseNotAllowed):
            allowed = {"Allow": response["Allow"]}
            response = Problem(405, "method", _("This address does not support that method."), allowed).response()
        response["Cache-Control"] = "no-store"
        return response

    wrapper.login_required = False  # type: ignore[attr-defined]
    wrapper.access = "machine"  # type: ignore[attr-defined]
    return wrapper


@lru_cache(maxsize=1)
def _document() -> str:
    with override("en"):
        schema = dict(api.get_openapi_schema(path_prefix=PREFIX))
        return json.dumps(document.finished(schema, routes.every.values(), PREFIX))


@public
@require_safe
def openapi(request: HttpRequest) -> HttpResponse:
    """The document of the interface, which names no secret."""
    response = HttpResponse(_document(), content_type="application/json")
    response["Cache-Control"] = "public, max-age=300"
    response["Access-Control-Allow-Origin"] = "*"  # for whatever shows such documents
    return response


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Django's handler of what is refused before any view: in JSON for machines and devices, a page for people."""
    if not request.path.startswith(PREFIX):
        return defaults.bad_request(request, exception)
    if isinstance(exception, RequestDataTooBig):
        return Problem(413, "too-large", _("The request body is too large.")).response()
    message = _("Something in the request is not in a form that this site accepts. Nothing was changed.")
    return Problem(400, "request", message).response()


def server_error(request: HttpRequest) -> HttpResponse:
    """Django's handler of a fault: in JSON for machines and devices, a page for people; 503 while the database is away."""
    if is_outage(sys.exception()):
        return _unavailable(request)
    if not request.path.startswith(PREFIX):
        return defaults.server_error(request)
    # The fast path of the gates comes before the middleware of languages.
    with override(get_language_from_request(request)):
        message = _("An error occurred on the server and has been recorded. Try again later.")
    return Problem(500, "internal", message).response()


def _unavailable(request: HttpRequest) -> HttpResponse:
    headers = {"Retry-After": str(RETRY_AFTER), "Cache-Control": "no-store"}
    with override(get_language_from_request(request)):  # the session may be what could not be read
        if not request.path.startswith(PREFIX):
            return HttpResponse(render_to_string("503.html"), status=503, headers=headers)
        message = _("The database does not respond at the moment. Try again later.")
        return Problem(503, "unavailable", message, headers).response()


@csrf_exempt
@public
# no action: answers that there is no such address
def missing(request: HttpRequest) -> HttpResponse:
    """What no route takes."""
    message = _("There is no such address. The API description is at %(where)s.")
    return Problem(404, "not-found", message % {"where": f"{PREFIX}openapi.json"}).response()


def _patterns() -> list[URLPattern]:
    patterns = [cast("URLPattern", pattern) for pattern in api.urls[0]]
    ours = [pattern for pattern in patterns if pattern.name != "api-root"]
    for pattern in ours:
        pattern.callback = _guarded(pattern.callback)
    return [path("openapi.json", openapi, name="openapi"), *ours, re_path("", missing, name="missing")]


urls = (_patterns(), "api")
