"""The site's addresses, and one that does nothing: the most that Django with this middleware can do on this machine."""

from __future__ import annotations

import json

from django.db import connection
from django.http import HttpRequest, JsonResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from conference.core.access import public


@public
def bare(request: HttpRequest) -> JsonResponse:
    """No query, no template."""
    return JsonResponse({"bare": True})


@require_POST
def bare_form(request: HttpRequest) -> JsonResponse:
    """Somebody signed in sends a form: session, user and token are looked at, and that is all."""
    return JsonResponse({"fields": len(request.POST), "user": request.user.pk})


@csrf_exempt
@public
@require_POST
def bare_update(request: HttpRequest) -> JsonResponse:
    """Reads a small JSON and updates one row, nothing else."""
    with connection.cursor() as cursor:
        place = 10**9 + json.loads(request.body)["number"] % 1000
        cursor.execute("UPDATE gates_tally SET inside = inside + 1 WHERE place = %s", [place])
    return JsonResponse({"verdict": "enter"})


urlpatterns = [
    path("bare", bare),
    path("bare-form", bare_form),
    path("bare-update", bare_update),
    path("", include("conference.urls")),
]
