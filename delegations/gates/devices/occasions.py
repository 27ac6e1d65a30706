"""Occasions with a guest list, at whose entrance a device may stand. Apps above register them here.

Such a device lets in by the guest list and by nothing else: what it scans opens no zone, and counts nobody in or out of one.
"""

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
    `right`, a key of access.RIGHTS, is what enrolling a device for the entrance needs, since the device receives the list.
    """

    key: str
    name: str
    opens: datetime
    ends: datetime
    right: str
    issuer: str = ""
    guests: list[list[Any]] = field(default_factory=list)


@dataclass(frozen=True)
class DoorScan:
    """A code shown at the entrance: the serial of a guest's code in hexadecimal, or a known badge.

    undo: the guard takes an arrival back. look: nothing is noted unless the guard says so, as for a number typed by hand.
    """

    serial: str
    badge: Badge | None
    at: datetime
    undo: bool = False
    look: bool = False


@dataclass(frozen=True)
class DoorVerdict:
    """The verdict and reason (checking/verdicts.py), the guest, and the time of an earlier arrival."""

    verdict: str
    reason: str
    name: str = ""
    party: str = ""
    since: datetime | None = None


class OccasionSource(Protocol):
    """What an app provides about its occasions."""

    def coming(self) -> Iterable[Occasion]:
        """Return the occasions that are not over, without guests."""

    def get(self, key: str, *, names: bool) -> Occasion | None:
        """Return an occasion with its guests, named if devices may keep names."""

    def scanned(self, key: str, scan: DoorScan, actor: Actor) -> DoorVerdict | None:
        """Decide, and note an arrival, within the open transaction. Return None for another app's occasion."""


sources: Registry[OccasionSource] = Registry("occasions with guests")


def coming() -> Iterator[Occasion]:
    for source in sources.values():
        yield from source.coming()


def find_occasion(key: str, *, names: bool = False) -> Occasion | None:
    """Return the occasion at whose entrance a device stands; None without a key or when it no longer exists."""
    occasions = (source.get(key, names=names) for source in sources.values()) if key else ()
    return next((occasion for occasion in occasions if occasion), None)


def find_bearers(key: str) -> set[int]:
    """Return the keys of the delegates whose badges are as good as a guest's code."""
    occasion = find_occasion(key)
    return {bearer for _serial, _state, bearer, *_rest in occasion.guests if bearer} if occasion else set()


def find_right(key: str) -> str:
    """Return the right that a device at the entrance of this occasion needs; that of the gates without an occasion."""
    occasion = find_occasion(key)
    return occasion.right if occasion else "gates.manage"


def hand_over(key: str, scan: DoorScan, actor: Actor) -> DoorVerdict | None:
    """Pass a scan to the app that has the occasion. Return None when it no longer exists."""
    verdicts = (source.scanned(key, scan, actor) for source in sources.values())
    return next((verdict for verdict in verdicts if verdict), None)
