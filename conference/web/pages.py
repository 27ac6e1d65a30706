"""Pages that belong to no app: the front page, and the way to one's own side."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from conference.core.access import actor_of, public


@public
def home(request: HttpRequest) -> HttpResponse:
    """Redirect to the programme, which is the front page."""
    return redirect("programme:day")


def home_for_me(request: HttpRequest) -> HttpResponse:
    """Redirect after signing in: staff to the desk, a focal point to the delegation, whoever has the admin alone there."""
    if actor_of(request).is_staff:
        return redirect("desk:home")
    return redirect("admin:index" if getattr(request.user, "is_admin", False) else "registration:portal")
