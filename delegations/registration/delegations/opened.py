"""The delegation whose pages of the portal are open, for its pages and for what surrounds each of them: the menu and the line above it."""

from typing import Any

from django.http import HttpRequest

from conference.core.access import actor_of
from delegations.registration.delegations import queries, raw_queries
from delegations.registration.models import Delegation


def page_context(delegation: Delegation, **context: Any) -> dict[str, Any]:
    """Return the context of a page of the delegation."""
    party = delegation.party
    return {"delegation": delegation, "party": party, "nav_label": party.short, **context}


def code_of(request: HttpRequest) -> str:
    """Return the code in the address of a page of the portal, upper case; empty for any other page."""
    match = getattr(request, "resolver_match", None)
    code = match.kwargs.get("code") if match and request.path.startswith("/portal/") else None
    return str(code or "").upper()


def delegation_of(request: HttpRequest) -> Delegation | None:
    """Return the delegation if this reader may open its pages. One query a request."""
    if not hasattr(request, "_opened"):
        actor, code = actor_of(request), code_of(request)
        delegation = raw_queries.by_code(code, actor.user_id) if code else None
        may_open = delegation is not None and queries.may_open(actor, delegation)
        request._opened = delegation if may_open else None  # type: ignore[attr-defined]
    opened: Delegation | None = request._opened  # type: ignore[attr-defined]
    return opened


def may_see(request: HttpRequest, right: str) -> bool:
    """Return True for the delegation's own focal points, and for staff with `right`.

    No query where the view has read the delegation by `queries.delegation_for`; pages that refuse have not.
    """
    actor = actor_of(request)
    if actor.may(right) or (not actor.is_staff and code_of(request) in actor.opened):
        return True
    opened = delegation_of(request)
    return opened is not None and opened.is_mine
