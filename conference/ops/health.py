import logging
from collections.abc import Callable

from django.db import Error, connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase

from conference.core.access import public
from conference.db.outage import RETRY_AFTER

log = logging.getLogger(__name__)


@public
# no action: says how it is
def healthz(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the database answers, else 503. The broker is not asked: no page needs it."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error as problem:
        log.error("The database does not answer: %s", problem)
        return JsonResponse({"status": "no database"}, status=503, headers={"Retry-After": str(RETRY_AFTER)})
    return JsonResponse({"status": "ok"})


class HealthMiddleware:
    """Answer before other middleware: monitors ask by IP address and not by the site's name."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        is_health_check = request.path_info == "/healthz" and request.method in {"GET", "HEAD"}
        return healthz(request) if is_health_check else self.get_response(request)
