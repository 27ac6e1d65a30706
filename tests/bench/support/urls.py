"""The site's addresses, and bare ones: the most that Django with this middleware can do here."""

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
    """Look at session, user and token, and no more."""
    return JsonResponse({"fields": len(request.POST), "user": request.user.pk})


@public
@require_POST
def bare_answer(request: HttpRequest) -> JsonResponse:
    """As of a link that is itself the key: look at the token, and no more."""
    return JsonResponse({"fields": len(request.POST)})


@csrf_exempt
@public
@require_POST
def bare_update(request: HttpRequest) -> JsonResponse:
    """Read a small JSON and update one row."""
    with connection.cursor() as cursor:
        place = 10**9 + json.loads(request.body)["number"] % 1000
        cursor.execute("UPDATE gates_tally SET inside = inside + 1 WHERE place = %s", [place])
    return JsonResponse({"verdict": "enter"})


urlpatterns = [
    path("bare", bare),
    path("bare-form", bare_form),
    path("bare-answer", bare_answer),
    path("bare-update", bare_update),
    path("", include("conference.urls")),
]
