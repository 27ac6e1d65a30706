"""The house's addresses, and one that does nothing: the most that Django with this middleware can do on this machine."""

from __future__ import annotations

from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.views.decorators.http import require_POST

from conference.access import public


@public
def bare(request: HttpRequest) -> JsonResponse:
    """No query, no template."""
    return JsonResponse({"bare": True})


@require_POST
def bare_form(request: HttpRequest) -> JsonResponse:
    """Somebody signed in sends a form: session, user and token are looked at, and that is all."""
    return JsonResponse({"fields": len(request.POST), "user": request.user.pk})


urlpatterns = [path("bare", bare), path("bare-form", bare_form), path("", include("conference.urls"))]
