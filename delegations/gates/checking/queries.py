"""Scans for the interface of makers of devices."""

from __future__ import annotations

from datetime import timedelta
from itertools import takewhile
from typing import Any

from django.db.models import F

from conference.core import clock
from delegations.gates.models import Scan

# A number is given to a scan before it is committed: only after so long is there none behind it any more.
WRITTEN_AFTER = timedelta(minutes=1)


def told_scans(after: int, limit: int) -> tuple[list[dict[str, Any]], int, bool]:
    """Scans for a machine that has those up to the key `after`, in order: the scans, the key of the last, and whether more wait. One query.

    Nothing that came in less than WRITTEN_AFTER ago, and nothing behind that, so that what is still being written comes in its turn.
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
