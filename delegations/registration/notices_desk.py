"""The messages by which the organisers' desk tells focal points of its decisions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy

from conference import clock
from delegations.registration import notices
from delegations.registration.models import Delegate

ENTERED_TWICE = notices._notice(
    "entered_twice", gettext_lazy("An entry made twice was withdrawn"), ["name", "at", "here"]
)


def entered_twice(gone: Delegate, *, stays: Delegate) -> None:
    """One of two entries of a person was withdrawn. Of the other delegation nothing is told: `here` says only whether it is this one."""
    here = gone.delegation_id == stays.delegation_id

    def own() -> dict[str, Any]:
        return {"name": notices._called(gone), "at": clock.now().isoformat(), "here": here}

    notices._write(ENTERED_TWICE, gone.delegation, gone, own)
