"""The invented devices, which nobody holds. They report for as long as the demo runs."""

from django.db.models import QuerySet

from conference.core import clock
from delegations.gates.models import Device
from seeds.load.tables import moment

DAWN = moment("2025-10-25T06:40")


def of_the_story() -> QuerySet[Device]:
    """Return the invented devices in use. Those that users of the demo enrol report themselves."""
    return Device.objects.filter(state="enrolled", enrolled_at=DAWN)


def report() -> int:
    """Let them report now, with the present list. Return their number."""
    now = clock.now()
    return of_the_story().update(last_seen=now, bundle_at=now)
