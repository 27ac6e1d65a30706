"""What this app's tables hold about persons (conference.core.personal_data)."""

from conference.core.personal_data import declare

declare(
    "credentials.fullpowers",
    kept=(
        "file file_name issuer_name issuer_office name_written words decided_name decided_office evidence "
        "held_office original_returned_to overruled_because place"
    ),
    why="signature",
    other="state paper purpose designation treaty_named dated language defects overruled",
)
