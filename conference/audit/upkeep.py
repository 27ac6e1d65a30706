"""The access log is deleted a while after the conference; its later reads as long after they were made."""

from datetime import datetime

from django.db import connection
from django.db.models import QuerySet

from conference.audit import access_chain
from conference.audit.models import AccessLogEntry, AccessLogHead
from conference.core import lifecycle
from conference.core.access import SYSTEM
from conference.retention import periods, purging

KIND = "access_log"


def _due_reads(now: datetime) -> QuerySet[AccessLogEntry]:
    if not periods.is_over(KIND, now):
        return AccessLogEntry.objects.none()
    return access_chain.due_reads(periods.get_limit(KIND, now))


@lifecycle.use_case
def _delete_reads(now: datetime) -> int:
    """Delete the reads that are due, and say in the audit log up to which: else the chain would have faults."""
    last = access_chain.deletable(periods.get_limit(KIND, now))
    with periods.purging(KIND):
        deleted = _due_reads(now)._raw_delete(connection.alias)
    head = AccessLogHead.objects.filter(reader__in=last).first()
    if head is not None:
        details = {"last": {str(reader): number for reader, number in last.items()}}
        lifecycle.log(head, actor=SYSTEM, verb=access_chain.DELETED, details=details)
    return deleted


purging.tasks.add("access log", purging.delete_rows(KIND, _due_reads, since="at", purge_due=_delete_reads))
