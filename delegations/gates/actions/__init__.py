"""What is done at the gates."""

from delegations.gates.actions.devices import TOO_MANY, allow, enrol, invite, new_code, revoke
from delegations.gates.actions.findings import alarm, settle
from delegations.gates.actions.syncing import Told, sync
from delegations.gates.actions.zones import clear

__all__ = [
    "TOO_MANY",
    "Told",
    "alarm",
    "allow",
    "clear",
    "enrol",
    "invite",
    "new_code",
    "revoke",
    "settle",
    "sync",
]
