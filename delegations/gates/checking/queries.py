from datetime import timedelta
from itertools import takewhile
from typing import Any

from django.db.models import F

from conference.core import clock
from delegations.gates.models import Scan

# Scans get their numbers before they commit: only after so long can none with a lower number still appear.
WRITTEN_AFTER = timedelta(minutes=1)


SHOWN = ("id", "device", "direction", "happened_at", "received_at", "online", "serial", "verdict", "reason", "counts")


def read_scans(after: int, limit: int) -> tuple[list[dict[str, Any]], int, bool]:
    """Return the scans after the key `after` in order, the last key read, and whether there are more.

    Nothing that came in less than WRITTEN_AFTER ago, and nothing after that, so that a scan still being written is not skipped.
    """
    rows = Scan.objects.filter(pk__gt=after).order_by("pk")
    rows = rows.values(*SHOWN, "apart", gate=F("device__gate"), letter=F("zone__letter"), printed=F("badge__number"))
    written = clock.now() - WRITTEN_AFTER
    complete = list(takewhile(lambda row: row["received_at"] <= written, rows[: limit + 1]))
    page = complete[:limit]
    scans = [{**row, "zone": row["letter"], "badge": row["printed"]} for row in page if not row["apart"]]
    return scans, page[-1]["id"] if page else after, len(complete) > limit
