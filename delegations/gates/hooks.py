"""Names of the gates on vehicle passes, in the active language."""

from delegations.accreditation.passes.queries import GATE_NAMES
from delegations.gates.devices.queries import in_readers_language

GATE_NAMES.add("gates", in_readers_language)
