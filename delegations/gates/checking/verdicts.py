"""What a gate says of a badge: the first line of a table that applies. `gate_check.sql` does the same on PostgreSQL.

A reason is a stable word for devices and for the audit log; what people read is in `words`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ENTER, REFUSED, CHECK = "enter", "refused", "check"
IN, OUT = "in", "out"
ENDED = ("superseded", "revoked", "lost")
# What a guard decides or undoes is a separate scan, which no table contradicts.
BY_GUARD = ("by-hand", "undone")
# A badge held a moment too long at the same device is one entry.
TWICE = timedelta(seconds=5)

WORDS: dict[str, str | Promise] = {
    "": _("Valid"),
    "left": pgettext_lazy("through a gate", "Left"),
    "repeated": _("Scanned twice"),
    "malformed": _("Not a badge code"),
    "wrong-algorithm": _("Without our signature"),
    "unknown-key": _("Signed with an unknown key"),
    "bad-signature": _("The signature is not valid"),
    "wrong-conference": _("Badge of another conference"),
    "expired": pgettext_lazy("a badge", "Expired"),
    "unknown-serial": _("Not in the list"),
    "superseded": _("Replaced by a newer copy"),
    "revoked": _("Revoked"),
    "lost": _("Reported lost"),
    "not-printed": _("Not printed yet"),
    "not-collected": _("Not collected yet"),
    "typed": _("Number typed by hand"),
    "unknown-number": _("No badge has this number"),
    "wrong-zone": _("Not valid for this zone"),
    "wrong-day": _("Not valid on this day"),
    "floater": _("With a floater pass of the delegation"),
    "already-inside": _("Already inside"),
    "delegation-full": _("No place left for the delegation"),
    "room-full": _("No places left inside"),
    "quota-unknown": _("How many of the delegation are inside was not known"),
    "count-unknown": _("The number inside was not known"),
    "bundle-old": _("The device's list was too old"),
    "no-bundle": _("The device had no list"),
    "device-revoked": _("The device was revoked"),
    "expected": _("Expected"),
    "not-invited": _("Not on the guest list"),
    "not-expected": _("Invited, and not expected"),
    "released": _("The place was released"),
    "here-already": _("Here already"),
    "not-open": _("The entrance is not open yet"),
    "over": _("The reception is over"),
    "by-hand": _("Decided by the guard"),
    "undone": _("Undone by the guard"),
}
# Two reasons to look, the graver first: each is said as it is when it stands alone.
BOTH = {"uncollected-floater": ("not-collected", "floater"), "typed-floater": ("typed", "floater")}
WORDS |= {both: format_lazy("{} · {}", WORDS[first], WORDS[second]) for both, (first, second) in BOTH.items()}


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

    again: the same device let the same badge through that way less than TWICE ago. inside: the bearer came in and did not leave;
    lately: within the minutes of `Policy.second_entry`. of_delegation and in_all: how many are inside.
    """

    again: bool = False
    inside: bool = False
    lately: bool = False
    of_delegation: int = 0
    in_all: int = 0


def decide(
    *,
    fault: str,
    bearer: Bearer | None,
    place: Place,
    direction: str,
    today: str,
    history: History,
    typed: bool = False,
) -> tuple[str, str]:
    """Return verdict and reason.

    Args:
        fault: The reason of a token that does not verify.
        today: The conference's day in ISO.
        typed: The number was typed, and no code was read.
    """
    if fault:
        return REFUSED, fault
    if bearer is None:
        return CHECK, "unknown-serial"
    found = by_badge(bearer, place, direction, today) or _by_history(place, history)
    if found == (ENTER, "left") and history.again:
        return ENTER, "repeated"
    return found if found[0] != ENTER or found[1] == "repeated" else _looked_at(bearer, place, found, typed)


def _looked_at(bearer: Bearer, place: Place, found: tuple[str, str], typed: bool) -> tuple[str, str]:
    """Return `found`, which lets the bearer through, or the look that it asks for."""
    # The floater's holder may go in: only a look at the pass shows who has it. Who the bearer is comes before it.
    by_floater = found == (ENTER, "") and place.zone is not None and place.zone not in bearer.zones
    if bearer.state == "printed":
        return CHECK, "uncollected-floater" if by_floater else "not-collected"
    if typed:
        return CHECK, "typed-floater" if by_floater else "typed"
    return (CHECK, "floater") if by_floater else found


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
    if history.again:
        return ENTER, "repeated"
    if history.lately:
        return CHECK, "already-inside"
    if history.inside:  # left long ago where nobody scans, and counted all the while
        return ENTER, ""
    if place.per_delegation is not None and history.of_delegation >= place.per_delegation:
        return REFUSED, "delegation-full"
    if place.capacity is not None and history.in_all >= place.capacity:
        return REFUSED, "room-full"
    return ENTER, ""


def counts(direction: str, verdict: str, reason: str) -> bool:
    """Return True if a known bearer went through: on the way out always, whatever the guard does about the badge."""
    return reason != "repeated" and (direction == OUT or verdict == ENTER)
