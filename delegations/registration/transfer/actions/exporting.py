"""Log the downloads of tables of persons, without their content."""

from conference.core import lifecycle
from conference.core.access import Actor, require_right
from conference.models import current_conference
from delegations.registration.delegations import queries
from delegations.registration.models import Delegation
from delegations.registration.transfer.participants import IDENTITY, WHO, Participants, names_of


@lifecycle.use_case
def export_delegation(*, actor: Actor, delegation: Delegation, kind: str) -> Delegation:
    """Log a download of the delegation's own table, identity documents included. Raises NotFound unless the actor may act for it."""
    delegation = queries.delegation_for(actor, delegation.party.code, write=True)
    lifecycle.log(delegation, actor=actor, verb="delegation.exported", details={"kind": kind})
    return delegation


@lifecycle.use_case
# statement: `access_log` writes that it was read
def export_participants(*, actor: Actor, kind: str, who: str = "all") -> Participants:
    """Return the participants of WHO[who], with the columns that the actor's rights allow, and log the download."""
    require_right(actor, "registration.see")
    table = Participants(names_of(actor), who if who in WHO else "all")
    details = {"kind": kind, "who": table.who, "documents": set(IDENTITY) <= set(table.names)}
    lifecycle.log(current_conference(), actor=actor, verb="participants.exported", details=details)
    return table
