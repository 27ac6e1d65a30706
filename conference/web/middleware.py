import logging

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.shortcuts import render
from django.urls import is_valid_path
from django.utils.deprecation import MiddlewareMixin
from django.utils.http import url_has_allowed_host_and_scheme

from conference.core.access import actor_of
from conference.core.errors import AccessEnded, NotAllowed, NotFound, UserError
from conference.files.disk import DiskFull, is_disk_full

security_log = logging.getLogger("plenipo.security")


class UserErrorMiddleware(MiddlewareMixin):
    """Show an uncaught UserError, or a full disk, as a page that also says that nothing was changed."""

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, NotFound) and not isinstance(exception, AccessEnded):
            raise Http404(str(exception))
        if is_disk_full(exception):
            exception = DiskFull()
        if not isinstance(exception, UserError):
            return None
        if isinstance(exception, NotAllowed):
            security_log.warning("refused: user-%s %s %s", actor_of(request).user_id, request.method, request.path)
        back = "/" if isinstance(exception, AccessEnded) else back_of(request)  # the page behind is closed too
        context = {"title": exception.title, "reason": str(exception), "back": back}
        return render(request, "refused.html", context, status=exception.status)


def back_of(request: HttpRequest) -> str:
    """Return the page of this site from which the reader came, else the front page."""
    came_from = request.META.get("HTTP_REFERER", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if ours else "/"


class ActionAddressMiddleware(MiddlewareMixin):
    """Redirect a GET of an action's address to the page above it.

    A form with mistakes is shown at the action's address. The language menu, a new sign-in and the address bar open that by GET, which the
    action would refuse with an empty page (405).
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        opened = request.method == "GET" and "text/html" in request.headers.get("Accept", "")
        if response.status_code != 405 or not opened:
            return response
        query = request.META.get("QUERY_STRING", "")
        return HttpResponseRedirect(_page_above(request.path) + (f"?{query}" if query else ""))


def _page_above(path: str) -> str:
    """Return the nearest address above that exists. It may be an action's too, which leads on."""
    while path != "/":
        path = path.rstrip("/").rpartition("/")[0] + "/"
        if is_valid_path(path):
            return path
    return "/"


class PrivateMiddleware(MiddlewareMixin):
    """Keep responses that used the session from caches, unless the view sets another policy, and from pages of other sites.

    Back shows nothing after signing out: the browser's cache is cleared too. Its storage stays, where a gate's scanner has its list.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        session = getattr(request, "session", None)
        if session is not None and session.accessed and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        if "private" in response.get("Cache-Control", ""):
            response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        match = request.resolver_match
        if request.method == "POST" and match is not None and match.view_name == "account_logout":
            response["Clear-Site-Data"] = '"cache"'
        return response


class UnservedMiddleware(MiddlewareMixin):
    """Refuse what no view serves.

    TRACE (405); a NUL in path or query string (400), which PostgreSQL takes in no text and forms refuse themselves; and the interface for
    machines without https (400): a redirect would hide from a device's maker that its key was sent in the clear.
    """

    def process_request(self, request: HttpRequest) -> HttpResponse | None:
        if request.method == "TRACE":
            return HttpResponseNotAllowed(["GET", "HEAD", "OPTIONS", "POST"])
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation(f"a NUL in the address, at {request.path_info}")
        if settings.SECURE_SSL_REDIRECT and request.path_info.startswith("/api/") and not request.is_secure():
            raise SuspiciousOperation("the interface for machines without https")
        return None
