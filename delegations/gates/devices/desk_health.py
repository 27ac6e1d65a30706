"""The scanners, in the line at the foot of the desk."""

from __future__ import annotations

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _

from conference.core import clock
from conference.desk.registry import HealthStatus, register_health
from delegations.gates.devices.queries import IN_TOUCH
from delegations.gates.models import Device


def scanners() -> HealthStatus | None:
    """Return how many scanners in use are in touch; None while there is none. One query."""
    since = clock.now() - IN_TOUCH
    found = Device.objects.filter(state="enrolled").aggregate(
        all=Count("pk"), touch=Count("pk", filter=Q(last_seen__gt=since))
    )
    if not found["all"]:
        return None
    words = _("%(touch)d of %(all)d scanners connected") % found
    tone, mark = ("ok", "✓") if found["touch"] == found["all"] else ("wait", "!")
    return HealthStatus(tone, mark, _("Gates"), words, reverse("gates:devices"), "gates.see")


register_health(30, scanners)
