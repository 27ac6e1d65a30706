"""The project's middleware: errors for the user, private pages, no NUL character in queries."""

from __future__ import annotations

from collections.abc import Callable

from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from conference.core.errors import NotFound, UserError


class UserErrorMiddleware:
    """Turns a UserError that no view caught into a page that says what, why, and that nothing was changed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Answer a UserError; leave every other error to Django."""
        if isinstance(exception, NotFound):
            raise Http404(str(exception))
        if not isinstance(exception, UserError):
            return None
        context = {"title": exception.title, "reason": str(exception), "back": back_of(request)}
        return render(request, "refused.html", context, status=exception.status)


def back_of(request: HttpRequest) -> str:
    """Return the page of this site from which the reader came, else the front page: a refusal links to no other site."""
    came_from = request.META.get("HTTP_REFERER", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if ours else "/"


class PrivateMiddleware:
    """Forbids caching of whatever was made with the session, unless its view says otherwise.

    Computers of hotels and press centres are shared: after signing out, Back must not show what stood there.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        session = getattr(request, "session", None)
        if session is not None and session.accessed and not response.has_header("Cache-Control"):
            response["Cache-Control"] = "private, no-store"
        return response


class NoNulMiddleware:
    """Refuses (400) a query string with a NUL, which PostgreSQL takes in no text. Forms refuse it by themselves, and no path has one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise SuspiciousOperation("a NUL in the question")
        return self.get_response(request)
