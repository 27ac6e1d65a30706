from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from delegations.accreditation.review.risks import having
from delegations.registration.models import Delegate


def of_stopped() -> Q:
    """Match badges whose bearers security has to clear before they are given out."""
    return Q(delegate__in=Delegate.objects.filter(_stopped()))


def to_be_cleared(people: Collection[int]) -> set[int]:
    """Return those, by key, to whom a badge is given only when security has cleared them (actions.py refuses). One query."""
    return set(Delegate.objects.filter(Q(pk__in=people) & _stopped()).values_list("pk", flat=True))


def _stopped() -> Q:
    return having("watch") | having("held")
