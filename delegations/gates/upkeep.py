"""Scans are deleted a while after the conference; a guard refuses it before."""

from datetime import datetime

from django.db import connection

from conference.retention import periods, purging
from delegations.gates.models import Finding, Presence, Scan, Tally

KIND = "gate_scans"


def _delete_scans(now: datetime) -> int:
    """Delete all scans with what is derived from them; gate alerts stay, without their scan."""
    with periods.purging(KIND):
        Finding.objects.filter(scan__isnull=False).update(scan=None)
        Presence.objects.all().delete()
        Tally.objects.all().delete()
        return Scan.objects.all()._raw_delete(connection.alias)


purging.tasks.add(
    "scans at gates", purging.after_conference(KIND, Scan.objects.all, since="happened_at", purge_due=_delete_scans)
)
