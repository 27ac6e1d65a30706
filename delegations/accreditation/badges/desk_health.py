from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.db.together import Part, counted
from conference.desk.registry import HealthStatus, register_health
from delegations.accreditation.models import Badge, PrintJob


def print_room() -> Part:
    """Yield how many badges wait to be printed, and whether a worker makes a batch now."""
    busy = PrintJob.objects.filter(state__in=("queued", "running")).values_list("pk")[:1]
    waiting, jobs = yield [counted(Badge.objects.filter(state="queued")), busy]
    count = sum(n for n, _first in waiting)
    queued = ngettext("%(n)d badge to be printed", "%(n)d badges to be printed", count) % {"n": count}
    if jobs:
        yield HealthStatus("info", "▶", _("Print room"), _("%(waits)s; a batch is being made") % {"waits": queued})
    else:
        yield HealthStatus("ok", "✓", _("Print room"), queued)


register_health(40, print_room)
