"""The print room, in the line at the foot of the desk."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.desk.registry import HealthStatus, register_health
from delegations.accreditation.models import Badge, PrintJob


def print_room() -> HealthStatus:
    """Return how many badges wait to be printed, and whether a worker makes a batch now. Two queries."""
    waits = Badge.objects.filter(state="queued").count()
    words = ngettext("%(n)d badge to be printed", "%(n)d badges to be printed", waits) % {"n": waits}
    if PrintJob.objects.filter(state__in=("queued", "running")).exists():
        return HealthStatus("info", "▶", _("Print room"), _("%(waits)s; a batch is being made") % {"waits": words})
    return HealthStatus("ok", "✓", _("Print room"), words)


register_health(40, print_room)
