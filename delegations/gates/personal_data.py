"""What this app's tables hold about persons (conference.core.personal_data)."""

from conference.core.personal_data import declare

declare("gates.gate", other="name direction")
declare("gates.device", other="name occasion state key_hash code_hash")
declare(
    "gates.scan",
    person="delegate=delegate",
    other="direction serial verdict reason",
)
declare(
    "gates.finding",
    person="delegate=delegate",
    clear="facts words",
    other="kind key state",
)
