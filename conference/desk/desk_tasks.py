"""The health of the audit log.

`verify_audit` reads the whole log; here its last links are followed, in two small queries.
"""

from __future__ import annotations

from itertools import pairwise

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from conference.audit.chain import link
from conference.audit.models import GENESIS, AuditEntry, Head
from conference.desk import backup_health, tasks_documents, tasks_outbox  # noqa: F401 (matters of what stands below the desk and can't register them)
from conference.desk.registry import HealthStatus, register_health

LAST = 20


def record_light() -> HealthStatus:
    head = Head.objects.filter(pk=1).first()
    rows = list(AuditEntry.objects.order_by("-number").values_list("number", "digest", "hash")[: LAST + 1])[::-1]
    whole = head is not None and (head.number, head.hash) == ((rows[-1][0], rows[-1][2]) if rows else (0, GENESIS))
    for (_number, _digest, before), (number, digest, own) in pairwise(rows):
        whole = whole and link(before, number, digest) == own
    count = head.number if head else 0
    if whole:
        return HealthStatus(
            "ok",
            "✓",
            _("Audit log intact"),
            _("%(count)s entries; the most recent ones were just verified")
            % {"count": number_format(count, force_grouping=True)},
        )
    return HealthStatus("no", "✕", _("Audit log damaged"), _("Run verify_audit and inform the secretariat."))


register_health(10, record_light)
