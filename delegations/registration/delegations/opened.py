"""The delegation whose pages of the portal are open, for what stands around each of them: the menu and the line above it."""

from __future__ import annotations

from django.http import HttpRequest

from conference.core.access import actor_of
from delegations.registration.delegations import queries, raw_queries
from delegations.registration.models import Delegation


def code_of(request: HttpRequest) -> str:
    """Return the code in the address of a page of the portal, upper case; empty for any other page."""
    match = getattr(request, "resolver_match", None)
    code = match.kwargs.get("code") if match and request.path.startswith("/portal/") else None
    return str(code or "").upper()


def delegation_of(request: HttpRequest) -> Delegation | None:
    """Return the delegation if this reader may open its pages. One query a request."""
    if not hasattr(request, "_opened"):
        actor, code = actor_of(request), code_of(request)
        found = raw_queries.by_code(code, actor.user_id) if code else None
        request._opened = found if found and queries.may_open(actor, found) else None  # type: ignore[attr-defined]
    opened: Delegation | None = request._opened  # type: ignore[attr-defined]
    return opened


def may_see(request: HttpRequest, right: str) -> bool:
    """Return True for the delegation's own focal points, and for staff with `right`. No query but for staff."""
    actor = actor_of(request)
    if not actor.is_staff or actor.may(right):
        return True
    opened = delegation_of(request)
    return opened is not None and opened.is_mine
