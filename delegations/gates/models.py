from delegations.gates.alerts.models import Finding, FindingKind, FindingState
from delegations.gates.checking.models import Scan, Verdict
from delegations.gates.devices.models import SITE, Device, DeviceState, Direction, Gate, Policy
from delegations.gates.presence.models import Clearing, Presence, Tally

__all__ = [
    "SITE",
    "Clearing",
    "Device",
    "DeviceState",
    "Direction",
    "Finding",
    "FindingKind",
    "FindingState",
    "Gate",
    "Policy",
    "Presence",
    "Scan",
    "Tally",
    "Verdict",
]
