"""When the last thing happened in a demo's data, so that its clock never goes back behind it."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db.models import F, Max

from conference.audit.models import AuditEntry
from conference.correspondence.models import Message
from delegations.gates.models import Device, Scan
from seeds.load.devices import of_the_story


def latest() -> datetime | None:
    """Return the moment of the last audit entry, scan, message or sign of a device that somebody holds, if there is one."""
    moments = (
        AuditEntry.objects.aggregate(last=Max("at"))["last"],
        Scan.objects.aggregate(last=Max("received_at"))["last"],
        Device.objects.exclude(pk__in=of_the_story()).aggregate(last=Max("last_seen"))["last"],
        Message.objects.aggregate(last=Max("created_at"))["last"],
    )
    return max((moment for moment in moments if moment), default=None)


def clock_moved(by: timedelta) -> None:
    """Move the devices' clocks with the site's: else they would all look slow or fast.

    Args:
        by: How much later the site's clock says than before.
    """
    Device.objects.filter(clock_offset__isnull=False).update(clock_offset=F("clock_offset") + by.total_seconds())
