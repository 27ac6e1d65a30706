"""The scanners in the desk's status line."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock
from conference.desk.registry import HealthStatus, register_health
from delegations.gates.devices.queries import IN_TOUCH
from delegations.gates.models import Device


def scanners() -> HealthStatus | None:
    """Return how many scanners are connected; None while none is in use. One query."""
    since = clock.now() - IN_TOUCH
    counts = Device.objects.filter(state="enrolled").aggregate(
        all=Count("pk"), touch=Count("pk", filter=Q(last_seen__gt=since))
    )
    if not counts["all"]:
        return None
    message = _("%(touch)d of %(all)d scanners connected") % counts
    tone, mark = ("ok", "✓") if counts["touch"] == counts["all"] else ("wait", "!")
    return HealthStatus(tone, mark, _("Gates"), message, reverse("gates:devices"), "gates.see")


register_health(30, scanners)
