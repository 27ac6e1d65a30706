"""Log the tables of persons that leave the system: who took which, never its content."""

from __future__ import annotations

from conference.core import lifecycle
from conference.core.access import Actor, require
from conference.models import current_conference
from delegations.registration.delegations import queries
from delegations.registration.models import Delegation
from delegations.registration.transfer.participants import IDENTITY, WHO, Participants, names_of


@lifecycle.use_case
def export_delegation(*, actor: Actor, delegation: Delegation, kind: str) -> Delegation:
    """Log that somebody takes the delegation's own table, identity documents included. Raises NotFound unless the actor may act for it."""
    found = queries.delegation_for(actor, delegation.party.code, write=True)
    lifecycle.log(found, actor=actor, verb="delegation.exported", details={"kind": kind})
    return found


@lifecycle.use_case
def export_participants(*, actor: Actor, kind: str, who: str = "all") -> Participants:
    """Return all participants, with the columns that the actor's rights allow, and log the download. Raises NotAllowed.

    Args:
        who: A key of participants.WHO.
    """
    require(actor, "registration.see")
    table = Participants(names_of(actor), who if who in WHO else "all")
    details = {"kind": kind, "who": table.who, "documents": set(IDENTITY) <= set(table.names)}
    lifecycle.log(current_conference(), actor=actor, verb="participants.exported", details=details)
    return table
