"""What a gate says of a badge: the first line of a table that applies. `gate_check.sql` does the same on PostgreSQL.

A reason is a stable word for devices and for the audit log; what people read is in `words`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

ENTER, REFUSED, CHECK = "enter", "refused", "check"
IN, OUT = "in", "out"
ENDED = ("superseded", "revoked", "lost")
# What a guard decides or undoes is a separate scan, which no table contradicts.
BY_GUARD = ("by-hand", "undone")
# A badge held a moment too long at the same device is one entry.
TWICE = timedelta(seconds=5)

WORDS: dict[str, str | Promise] = {
    "": _("Good"),
    "left": _("Left"),
    "repeated": _("Scanned twice"),
    "malformed": _("Not the code of a badge"),
    "wrong-algorithm": _("Not signed as ours are"),
    "unknown-key": _("Signed with a foreign key"),
    "bad-signature": _("The signature is not good"),
    "wrong-conference": _("Badge of another conference"),
    "expired": _("Expired"),
    "unknown-serial": _("Not in the list"),
    "superseded": _("A newer copy took its place"),
    "revoked": _("Revoked"),
    "lost": _("Reported lost"),
    "not-printed": _("Not printed yet"),
    "wrong-zone": _("Not for this zone"),
    "wrong-day": _("Not for this day"),
    "floater": _("With a floater pass of the delegation"),
    "already-inside": _("Already inside"),
    "room-full": _("No place left inside"),
    "count-unknown": _("The count inside was not known"),
    "bundle-old": _("The device's list was too old"),
    "no-bundle": _("The device had no list"),
    "device-revoked": _("The device was revoked"),
    "by-hand": _("Decided by the guard"),
    "undone": _("Taken back by the guard"),
}


@dataclass(frozen=True)
class Bearer:
    """What the table needs of a badge and its bearer.

    zones: keys of those that the category opens. days: ISO dates, none for all. floaters: keys of the zones opened by floater passes that
    the delegation has out.
    """

    state: str
    zones: frozenset[int]
    days: Iterable[str] = ()
    floaters: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Place:
    """What the table needs of the gate. zone: its key, None for the whole site; limits as in conference.Zone."""

    zone: int | None
    per_delegation: int | None = None
    capacity: int | None = None


@dataclass(frozen=True)
class History:
    """What was before.

    just_in: the same device let the same badge in less than TWICE ago. since: when the bearer came in and did not leave. of_delegation and
    in_all: how many are inside.
    """

    just_in: bool = False
    since: datetime | None = None
    of_delegation: int = 0
    in_all: int = 0


def decide(
    *, fault: str, bearer: Bearer | None, place: Place, direction: str, today: str, history: History
) -> tuple[str, str]:
    """Return verdict and reason.

    Args:
        fault: The reason of a token that does not verify.
        today: The conference's day in ISO.
    """
    if fault:
        return REFUSED, fault
    if bearer is None:
        return CHECK, "unknown-serial"
    found = by_badge(bearer, place, direction, today) or _by_history(place, history)
    # The floater's holder may go in: only a look at the pass shows who has it.
    by_floater = place.zone is not None and place.zone not in bearer.zones
    return (CHECK, "floater") if by_floater and found == (ENTER, "") else found


def by_badge(bearer: Bearer, place: Place, direction: str, today: str) -> tuple[str, str] | None:
    """Return what badge, category and day decide; None to let the bearer in."""
    if bearer.state in ENDED:
        return (CHECK if direction == OUT else REFUSED), bearer.state
    if bearer.state == "queued":
        return CHECK, "not-printed"
    if direction == OUT:
        return ENTER, "left"
    if place.zone is not None and place.zone not in bearer.zones | bearer.floaters:
        return REFUSED, "wrong-zone"
    if bearer.days and today not in bearer.days:
        return REFUSED, "wrong-day"
    return None


def _by_history(place: Place, history: History) -> tuple[str, str]:
    if history.just_in:
        return ENTER, "repeated"
    if history.since is not None:
        return CHECK, "already-inside"
    full = place.per_delegation is not None and history.of_delegation >= place.per_delegation
    if full or (place.capacity is not None and history.in_all >= place.capacity):
        return REFUSED, "room-full"
    return ENTER, ""


def counts(direction: str, verdict: str, reason: str) -> bool:
    """Return True if a known bearer went through: on the way out always, whatever the guard does about the badge."""
    return direction == OUT or (verdict == ENTER and reason != "repeated")
