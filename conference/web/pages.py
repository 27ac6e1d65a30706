"""The pages that belong to no app: the front page, the way to one's own side, and the health check."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from conference.core.access import actor_of, public


@public
def home(request: HttpRequest) -> HttpResponse:
    """The front page is the programme."""
    return redirect("programme:day")


def home_for_me(request: HttpRequest) -> HttpResponse:
    """Where one lands after signing in: staff at the desk, a focal point at the delegation, who has the admin alone there."""
    if actor_of(request).is_staff:
        return redirect("desk:home")
    return redirect("admin:index" if getattr(request.user, "is_admin", False) else "registration:portal")
