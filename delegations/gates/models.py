from delegations.gates.alerts.models import AlertKind, AlertState, Finding
from delegations.gates.checking.models import Scan, Verdict
from delegations.gates.devices.models import SITE, Device, DeviceState, Direction, Gate, Policy
from delegations.gates.presence.models import Clearing, Presence, Tally

__all__ = [
    "SITE",
    "AlertKind",
    "AlertState",
    "Clearing",
    "Device",
    "DeviceState",
    "Direction",
    "Finding",
    "Gate",
    "Policy",
    "Presence",
    "Scan",
    "Tally",
    "Verdict",
]
