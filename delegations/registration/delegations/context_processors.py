from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from conference.core.access import actor_of
from conference.core.errors import NotFound
from delegations.registration.delegations import queries


def acting(request: HttpRequest) -> dict[str, Any]:
    """Add `acting_for`, and what they may do, for staff who are no focal point of the portal's delegation.

    No query for anybody else; for staff three.
    """
    match = getattr(request, "resolver_match", None)
    code = match.kwargs.get("code") if match and request.path.startswith("/portal/") else None
    if not code or not actor_of(request).is_staff:
        return {}
    actor = actor_of(request)
    try:
        delegation = queries.delegation_for(actor, str(code))
    except NotFound:
        return {}
    if delegation.focal_points.filter(user_id=actor.user_id or 0, until__isnull=True).exists():
        return {}
    return {"acting_for": delegation.party, "acting_fully": actor.may("registration.act_for")}
