"""The verdicts and reasons of gates, and their labels. A reason is a stable word for devices and the audit log.

`gate_check.sql` decides on the server, `verdict.js` on a scanner without network.
"""

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

ENTER, REFUSED, CHECK = "enter", "refused", "check"
IN, OUT = "in", "out"
ENDED = ("superseded", "revoked", "lost")
# What a guard decides or undoes is a separate scan, which no table contradicts.
BY_GUARD = ("by-hand", "undone")

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
    "superseded": _("No longer valid"),
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
WORDS |= {reason: format_lazy("{} · {}", WORDS[first], WORDS[second]) for reason, (first, second) in BOTH.items()}


def is_counted(direction: str, verdict: str, reason: str) -> bool:
    """Return True if a known bearer passed. A scan on the way out always counts."""
    return reason != "repeated" and (direction == OUT or verdict == ENTER)
