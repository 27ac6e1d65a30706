"""The site's addresses for walks that make thousands of requests and look at what is answered, not at the pages that say no.

That these pages are drawn right is in tests/look and tests/conference/web.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse

from conference.urls import handler400, urlpatterns

__all__ = ["handler400", "handler403", "handler404", "urlpatterns"]


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse("not found", status=404)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    return HttpResponse("forbidden", status=403)


def plain(request: HttpRequest, template: str, context: dict[str, Any], status: int) -> HttpResponse:
    """Stand for `render` of what an action refused."""
    return HttpResponse(context["reason"], status=status)


def without_token(request: HttpRequest, reason: Any = "") -> HttpResponse:
    return HttpResponse("no token", status=403)


handler403, handler404 = "tests.access.site.forbidden", "tests.access.site.not_found"
