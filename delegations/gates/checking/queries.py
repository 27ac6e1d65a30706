from __future__ import annotations

from datetime import timedelta
from itertools import takewhile
from typing import Any

from django.db.models import F

from conference.core import clock
from delegations.gates.models import Scan

# Scans get their numbers before they commit: only after so long can none with a lower number still appear.
WRITTEN_AFTER = timedelta(minutes=1)


def told_scans(after: int, limit: int) -> tuple[list[dict[str, Any]], int, bool]:
    """Return the scans after the key `after`, in order, the key of the last, and whether more wait.

    Nothing that came in less than WRITTEN_AFTER ago, and nothing after that, so that a scan still being written is not skipped.
    """
    rows = (
        Scan.objects.filter(pk__gt=after)
        .order_by("pk")
        .values(
            *(
                "id",
                "device",
                "direction",
                "happened_at",
                "received_at",
                "online",
                "serial",
                "verdict",
                "reason",
                "counts",
            ),
            "apart",
            gate=F("device__gate"),
            letter=F("zone__letter"),
            badge_number=F("badge__number"),
        )
    )
    written = clock.now() - WRITTEN_AFTER
    found = list(takewhile(lambda row: row["received_at"] <= written, rows[: limit + 1]))
    page = found[:limit]
    last = page[-1]["id"] if page else after
    told = []
    for row in page:
        apart, zone, badge = row.pop("apart"), row.pop("letter"), row.pop("badge_number")
        if not apart:
            told.append({**row, "zone": zone, "badge": badge})
    return told, last, len(found) > limit
