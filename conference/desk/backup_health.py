"""The backups, in the line at the foot of the desk, as the operator's own job reports them."""

from __future__ import annotations

from datetime import UTC, timedelta

from django.utils.translation import gettext as _

from conference.core import clock
from conference.desk.registry import HealthStatus, register_health
from conference.look.times import when_text
from conference.models import Backup, Conference

# A day, and time for the job to run.
FRESH = timedelta(hours=26)


def backups() -> HealthStatus:
    """Return when the last was made, and when one was last restored on trial. Two queries at most."""
    times = dict(Backup.objects.values_list("kind", "at"))
    if "made" not in times:
        return HealthStatus("wait", "!", _("Backup"), _("none has been reported yet; the operator’s guide says how"))
    conference = Conference.objects.filter(pk=1).first()
    zone = conference.zone if conference else UTC
    shown = {kind: when_text(at.astimezone(zone), year=False) for kind, at in times.items()}
    if "restored" in shown:
        text = _("%(made)s; restored on trial %(restored)s") % shown
    else:
        text = _("%(made)s; not restored on trial yet") % shown
    if clock.now() - times["made"] > FRESH:
        return HealthStatus("wait", "!", _("Backup is old"), text)
    return HealthStatus("ok", "✓", _("Backup"), text)


register_health(50, backups)
