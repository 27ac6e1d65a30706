"""The latest moment in a demo's data, before which its clock must not go back."""

from datetime import datetime, timedelta

from django.db.models import F, Max

from conference.audit.models import AuditEntry
from conference.correspondence.models import Message
from delegations.gates.models import Device, Scan
from seeds.load.devices import of_the_story


def latest() -> datetime | None:
    """Return the moment of the last audit entry, scan, message, or report of a user's device, if there is one."""
    moments = (
        AuditEntry.objects.aggregate(last=Max("at"))["last"],
        Scan.objects.aggregate(last=Max("received_at"))["last"],
        Device.objects.exclude(pk__in=of_the_story()).aggregate(last=Max("last_seen"))["last"],
        Message.objects.aggregate(last=Max("created_at"))["last"],
    )
    return max((moment for moment in moments if moment), default=None)


def clock_moved(by: timedelta) -> None:
    """Move the devices' clocks by as much as the site's was moved; else they would all look slow or fast."""
    Device.objects.filter(clock_offset__isnull=False).update(clock_offset=F("clock_offset") + by.total_seconds())
