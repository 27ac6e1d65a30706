"""Who read what is personal: acts that change nothing and are kept in the record all the same.

What stands encrypted, what was written in confidence, and tables of persons that leave the house are shown by a door that calls `note`, or
by an action that records a verb registered here, so that the secretariat can say who read what of whom, and when.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import models
from django.utils.functional import Promise

from conference import lifecycle
from conference.access import Actor, require

# What was read, by the verb of its entry. Apps add theirs when they start.
KINDS: dict[str, str | Promise] = {}


def register(kinds: Mapping[str, str | Promise]) -> None:
    """Adds verbs, each with what is read, such as `{"watch.read": _("reason of the watch list")}`."""
    KINDS.update(kinds)


@lifecycle.use_case
def note(*, actor: Actor, of: models.Model, verb: str, right: str, **details: Any) -> None:
    """Keeps in the record that `actor` reads what is personal.

    Arguments: of, whose data or which list; verb, a registered one; right, a key of access.RIGHTS that it needs; details, how much and
    never what.
    Raises NotAllowed, and KeyError for a verb that nobody registered: it would stand in no list of reads.
    """
    if verb not in KINDS:
        raise KeyError(verb)
    require(actor, right)
    lifecycle.record(of, actor=actor, verb=verb, details=details)
