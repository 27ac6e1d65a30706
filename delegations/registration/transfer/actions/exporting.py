"""Tables of persons that leave the house: the record keeps who took which, never what stood in it."""

from __future__ import annotations

from conference.core import lifecycle
from conference.core.access import Actor, require
from conference.models import current_conference
from delegations.registration.delegations import queries
from delegations.registration.models import Delegation
from delegations.registration.transfer.participants import IDENTITY, WHO, Participants, names_of


@lifecycle.use_case
def export_delegation(*, actor: Actor, delegation: Delegation, kind: str) -> Delegation:
    """Records that somebody takes the delegation's own table, identity documents and all.

    Arguments: kind, the file's, such as `xlsx`. Returns the delegation. Raises NotFound unless the actor may act for it.
    """
    found = queries.delegation_for(actor, delegation.party.code, write=True)
    lifecycle.log(found, actor=actor, verb="delegation.exported", details={"kind": kind})
    return found


@lifecycle.use_case
def export_participants(*, actor: Actor, kind: str, who: str = "all") -> Participants:
    """All participants, with the columns that the actor's rights give; the download is recorded.

    Arguments: kind, the file's; who, a key of participants.WHO. Raises NotAllowed.
    """
    require(actor, "registration.see")
    table = Participants(names_of(actor), who if who in WHO else "all")
    details = {"kind": kind, "who": table.who, "documents": set(IDENTITY) <= set(table.names)}
    lifecycle.log(current_conference(), actor=actor, verb="participants.exported", details=details)
    return table
