from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language, get_language_info

from conference.core import clock
from conference.core.access import Role, actor_of
from conference.look import lists, times
from conference.models import Conference
from conference.ops import installation
from conference.web import menu


def conference_of(request: HttpRequest) -> Conference | None:
    """Return the conference, read once a request; a view may leave it in `request._conference`."""
    if not hasattr(request, "_conference"):
        request._conference = Conference.objects.filter(pk=1).first()  # type: ignore[attr-defined]
    conference: Conference | None = request._conference  # type: ignore[attr-defined]
    return conference


def _clock(conference: Conference | None) -> dict[str, Any] | None:
    if not conference:
        return None
    now = clock.now().astimezone(conference.zone)
    return {"now": now, "zone_label": times.clock_of(now, str(conference.place))}


def side_of(request: HttpRequest) -> str:
    first = request.path.split("/")[1]
    return first if first in menu.SIDES else "public"


def _menu(request: HttpRequest) -> list[dict[str, Any]]:
    side = side_of(request)
    if side != "portal":
        return menu.items(side, request)
    code = request.resolver_match.kwargs.get("code") if request.resolver_match else None
    return menu.items("portal", request, {"code": code}) if code else []


def _who(request: HttpRequest) -> dict[str, Any]:
    if not getattr(request, "user", None) or not request.user.is_authenticated:
        return {"signed_in": False, "name": "", "role": ""}
    actor = actor_of(request)
    roles = [str(role.label) for role in Role if role in actor.roles]
    return {"signed_in": True, "name": actor.label, "role": lists.in_words(roles), "is_staff": actor.is_staff}


def languages(current: str | None = None) -> list[dict[str, Any]]:
    """Return the languages of the site by code and name; `current` defaults to the active one."""
    current = current or get_language()
    return [
        {"code": code, "name": get_language_info(code)["name_local"], "current": code == current}
        for code, _ in settings.LANGUAGES
    ]


def site(request: HttpRequest) -> dict[str, Any]:
    conference: Any = SimpleLazyObject(lambda: conference_of(request))
    return {
        "conference": conference,
        "clock": SimpleLazyObject(lambda: _clock(conference if conference else None)),
        "menu": SimpleLazyObject(lambda: _menu(request)),
        "who": SimpleLazyObject(lambda: _who(request)),
        "languages": SimpleLazyObject(languages),
        "side": side_of(request),
        "demo": settings.DEMO,
        "installation": SimpleLazyObject(installation.current_status),
    }
