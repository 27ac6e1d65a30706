from typing import Any

from django.http import HttpRequest

from conference.core.access import actor_of
from delegations.registration.delegations import opened


def acting(request: HttpRequest) -> dict[str, Any]:
    """Add `acting_for` and `acting_fully` for staff who are no focal points of the portal's delegation.

    No query for anybody else; for staff two.
    """
    actor = actor_of(request)
    if not actor.is_staff or not opened.code_of(request):
        return {}
    delegation = opened.delegation_of(request)
    if delegation is None or delegation.is_mine:
        return {}
    return {"acting_for": delegation.party, "acting_fully": actor.may("registration.act_for")}
