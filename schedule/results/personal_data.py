"""What this app's tables hold about persons (conference.core.personal_data)."""

from conference.core.personal_data import declare

declare(
    "results.report",
    kept="data",
    why="public_act",
    other="reason",
)
