"""The devices of the story, which nobody holds: they stay in touch for as long as the demo runs."""

from __future__ import annotations

from django.db.models import QuerySet

from conference.core import clock
from delegations.gates.models import Device
from seeds.load.tables import moment

DAWN = moment("2025-10-25T06:40")


def of_the_story() -> QuerySet[Device]:
    """Return the devices in use that the story enrolled; those of the demo's users report by themselves."""
    return Device.objects.filter(state="enrolled", enrolled_at=DAWN)


def report() -> int:
    """Let them be in touch now, with the list of now. Returns their number."""
    now = clock.now()
    return of_the_story().update(last_seen=now, bundle_at=now)
