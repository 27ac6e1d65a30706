from datetime import datetime, timedelta

from django.db.models import Prefetch, QuerySet

from conference.core import clock
from delegations.gates.models import Device, Gate

IN_TOUCH = timedelta(minutes=2)


def find_gates() -> list[Gate]:
    """Return every gate with its devices, revoked ones last."""
    devices = Device.objects.order_by("revoked_at", "name", "pk")
    return list(Gate.objects.select_related("zone").prefetch_related(Prefetch("devices", queryset=devices)))


def find_silent(since: timedelta, at_most: timedelta | None) -> QuerySet[Device]:
    """Return devices in use whose last contact was at least `since` ago and at most `at_most` (None: any time)."""
    now: datetime = clock.now()
    rows = Device.objects.filter(state="enrolled", last_seen__lt=now - since)
    if at_most is not None:
        rows = rows.filter(last_seen__gt=now - at_most)
    return rows.select_related("gate")
