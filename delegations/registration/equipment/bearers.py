"""Arms and radios whose bearer is no longer a security officer of a delegation."""

from __future__ import annotations

from django.db.models import QuerySet

from delegations.registration.equipment.actions import IN_FORCE
from delegations.registration.models import LIVE_STATES, Capacity, Equipment


def stranded() -> QuerySet[Equipment]:
    """Return what is requested or licensed without an officer to bring it. Nothing is written when the bearer leaves."""
    officers = {"bearer__capacity": Capacity.SECURITY, "bearer__state__in": LIVE_STATES}
    return Equipment.objects.filter(state__in=IN_FORCE).exclude(**officers)
