from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.desk.registry import HealthStatus, register_health
from delegations.accreditation.models import Badge, PrintJob


def print_room() -> HealthStatus:
    """Return how many badges wait to be printed, and whether a worker makes a batch now. Two queries."""
    count = Badge.objects.filter(state="queued").count()
    queued = ngettext("%(n)d badge to be printed", "%(n)d badges to be printed", count) % {"n": count}
    if PrintJob.objects.filter(state__in=("queued", "running")).exists():
        return HealthStatus("info", "▶", _("Print room"), _("%(waits)s; a batch is being made") % {"waits": queued})
    return HealthStatus("ok", "✓", _("Print room"), queued)


register_health(40, print_room)
