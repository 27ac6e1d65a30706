"""Occasions with a guest list of their own, at whose entrance a device may stand: an app above has them and adds them here.

Such a device lets in by the guest list and by nothing else: what it scans opens no zone, and counts nobody in or out of one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from conference.core.access import Actor
from conference.core.registry import Registry
from delegations.accreditation.models import Badge


@dataclass(frozen=True)
class Occasion:
    """An occasion as devices know it. `guests`: rows `[serial, state, bearer, party, name or null, companion, arrived (s) or null]`.

    The serial is that of the person's own code; the bearer is the key of the delegate whose badge is as good, null for who has none.
    """

    key: str
    name: str
    opens: datetime
    ends: datetime
    issuer: str = ""
    guests: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class DoorScan:
    """A code held up at the entrance. serial: of a guest's code, in hexadecimal; or the badge that was known by it.

    undo: the guard takes an arrival back. look: nothing is noted unless the guard says so, as for a number typed by hand.
    """

    serial: str
    badge: Badge | None
    at: datetime
    undo: bool = False
    look: bool = False


@dataclass(frozen=True)
class DoorVerdict:
    """Verdict and reason as of a gate (checking/verdicts.py), who it was, and since when who was here already."""

    verdict: str
    reason: str
    name: str = ""
    party: str = ""
    since: datetime | None = None


class Source(Protocol):
    """What an app says of its occasions."""

    def coming(self) -> Iterable[Occasion]:
        """Return those that are not over, without guests."""

    def get(self, key: str, *, names: bool) -> Occasion | None:
        """Return one with its guests, with their names where devices may keep them."""

    def scanned(self, key: str, scan: DoorScan, actor: Actor) -> DoorVerdict | None:
        """Decide, and note the arrival if it is one, in the transaction that is open. Return None for an occasion of others."""


sources: Registry[Source] = Registry("occasions with guests")


def coming() -> Iterator[Occasion]:
    for source in sources.values():
        yield from source.coming()


def find(key: str, *, names: bool = False) -> Occasion | None:
    """Return the occasion at whose entrance a device stands; None for no key, or for one that is no more."""
    occasions = (source.get(key, names=names) for source in sources.values()) if key else ()
    return next((occasion for occasion in occasions if occasion), None)


def hand_over(key: str, scan: DoorScan, actor: Actor) -> DoorVerdict | None:
    """Hand a scan to whose occasion it is. Return None when the occasion is no more."""
    verdicts = (source.scanned(key, scan, actor) for source in sources.values())
    return next((verdict for verdict in verdicts if verdict), None)
