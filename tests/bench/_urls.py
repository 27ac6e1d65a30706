"""The house's addresses, and one that does nothing: the most that Django with this middleware can do on this machine."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from conference.access import public


@public
def bare(request: HttpRequest) -> JsonResponse:
    """No query, no template."""
    return JsonResponse({"bare": True})


urlpatterns = [path("bare", bare), path("", include("conference.urls"))]
