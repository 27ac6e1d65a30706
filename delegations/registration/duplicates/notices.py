from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from conference.core import clock
from delegations.registration.delegations import notices as delegations_notices
from delegations.registration.members import notices as members_notices
from delegations.registration.models import Delegate

ENTERED_TWICE = delegations_notices.declare(
    "entered_twice", gettext_lazy("A duplicate entry was withdrawn"), ["name", "at", "here"]
)


def tell_of_duplicate(withdrawn: Delegate, *, stays: Delegate) -> None:
    """Write that one of two entries was withdrawn; `here` says whether the other is in the same delegation."""

    def own() -> dict[str, Any]:
        return {
            "name": members_notices.called(withdrawn),
            "at": clock.now().isoformat(),
            "here": withdrawn.delegation_id == stays.delegation_id,
        }

    delegations_notices.write(ENTERED_TWICE, withdrawn.delegation, withdrawn, own)
