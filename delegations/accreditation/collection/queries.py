from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q

from delegations.accreditation.review.risks import having
from delegations.registration.models import Delegate


def to_be_cleared(people: Collection[int]) -> set[int]:
    """Return those, by key, to whom a badge is given only when security has cleared them (actions.py refuses). One query."""
    asked = having("watch") | having("held")
    return set(Delegate.objects.filter(Q(pk__in=people) & asked).values_list("pk", flat=True))
