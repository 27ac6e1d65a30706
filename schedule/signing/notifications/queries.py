from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import chain

from django.db.models import Count, QuerySet, Sum

from conference.core.concurrency import fingerprint
from conference.db import together
from conference.db.together import Part
from conference.parties.models import Party
from conference.parties.queries import alphabet, prefetch_names
from conference.treaties.models import Treaty
from conference.treaties.queries import parties_open_to
from delegations.registration.models import Delegation
from schedule.signing.notifications.models import CORRECTION, Notification, NotifiedAct
from schedule.signing.notifications.registry import Act, kind_of, sources

State = Notification.State


@dataclass(frozen=True)
class Entry:
    """An act to be communicated: for the first time, or as the correction of what was communicated; `act` is None for one withdrawn."""

    act: Act | None
    corrects: NotifiedAct | None = None

    @property
    def party(self) -> Party | None:
        if self.act is not None:
            return self.act.party
        return self.corrects.party if self.corrects else None


@dataclass(frozen=True)
class Group:
    """The acts of one notification that is not drafted yet."""

    key: str
    kind: str
    day: date
    entries: list[Entry] = field(default_factory=list)

    @cached_property
    def fingerprint(self) -> str:
        return fingerprint(
            self.key, [(entry.act.key, entry.act.facts) if entry.act else str(entry.corrects) for entry in self.entries]
        )

    @property
    def corrected(self) -> Notification | None:
        """Return the notification that this one corrects."""
        corrects = self.entries[0].corrects
        return corrects.notification if corrects else None

    @property
    def title(self) -> str:
        act = self.entries[0].act
        return str(kind_of(act).title(act)) if act and self.kind != CORRECTION else ""

    @property
    def parties(self) -> list[Party]:
        return [entry.party for entry in self.entries if entry.party]


@dataclass(frozen=True)
class Overview:
    """The acts of a treaty compared with what was communicated of them.

    Attributes:
        groups: What is to be drafted, by day; corrections come last.
        outdated: Keys of drafted or checked notifications whose acts have changed since.
        notified: Keys of the acts of which an issued notification says what they are now.
    """

    groups: Sequence[Group]
    outdated: frozenset[int]
    notified: frozenset[str]

    def get_group(self, key: str) -> Group | None:
        return next((group for group in self.groups if group.key == key), None)


def overview(treaty: Treaty) -> Overview:
    """Compare all acts with the notifications."""
    compared: Overview = together.complete(compare(treaty))
    return compared


def compare(treaty: Treaty) -> Part:
    """Return what `overview` does, as a part."""
    own = list(sources.values())
    asked = [
        _latest_rows(treaty),
        *(source.acts(treaty) for source in own),
        *(source.pending(treaty) for source in own),
    ]
    communicated, *found = yield from together.side_by_side(asked)
    latest = {row.act: row for row in communicated}
    groups: dict[str, Group] = {}
    corrections: dict[str, Group] = {}
    outdated, notified = set[int](), set[str]()
    for act in chain.from_iterable(found[: len(own)]):
        row = latest.pop(act.key, None)
        if row is None:
            key = kind_of(act).group_of(act)
            groups.setdefault(key, Group(key, act.kind, act.day)).entries.append(Entry(act))
        elif row.is_withdrawn or row.facts != act.facts:
            _add_changed(row, Entry(act, row), corrections, outdated)
        elif row.notification.state == State.ISSUED:
            notified.add(act.key)
    pending = set(chain.from_iterable(found[len(own) :]))
    for row in latest.values():
        is_held = row.act in pending and row.notification.state == State.ISSUED
        if not row.is_withdrawn and not is_held:
            _add_changed(row, Entry(None, row), corrections, outdated)
    in_order = [*sorted(groups.values(), key=lambda group: group.day), *corrections.values()]
    return Overview(in_order, frozenset(outdated), frozenset(notified))


def _add_changed(row: NotifiedAct, entry: Entry, corrections: dict[str, Group], outdated: set[int]) -> None:
    notification = row.notification
    if notification.state != State.ISSUED:
        outdated.add(notification.pk)
        return
    key = f"{CORRECTION}:{notification.pk}"
    corrections.setdefault(key, Group(key, CORRECTION, notification.day)).entries.append(entry)


def _latest_rows(treaty: Treaty) -> Part:
    """Yield the last that was communicated or drafted of each act."""
    rows = NotifiedAct.objects.filter(notification__treaty=treaty, corrected_by=None)
    related = rows.select_related("notification", "party").defer("notification__content")
    (latest,) = yield [related.order_by("notification", "position")]
    yield from latest


def open_notifications(treaty: Treaty) -> QuerySet[Notification]:
    """Return what is drafted or checked and not issued, in the order of drafting."""
    notifications = Notification.objects.filter(treaty=treaty, state__in=(State.DRAFTED, State.CHECKED))
    return notifications.select_related("drafted_by", "checked_by").order_by("drafted_at", "pk")


def issued(treaty: Treaty) -> QuerySet[Notification]:
    """Return the issued notifications, the latest first."""
    return Notification.objects.filter(treaty=treaty, state=State.ISSUED).order_by("-year", "-number")


def entitled_parties(treaty: Treaty) -> QuerySet[Party]:
    """Return the States and organizations entitled to become parties, in the reader's alphabetical order."""
    return prefetch_names(parties_open_to(treaty), "").order_by(alphabet())


def entitled_delegations(parties: Iterable[Party]) -> QuerySet[Delegation]:
    delegations = Delegation.objects.filter(party__in=[party.pk for party in parties])
    return delegations.select_related("party").order_by("party__en_sort")


def version() -> Hashable:
    """Return a value that changes with every notification."""
    return tuple(Notification.objects.aggregate(Count("pk"), Sum("version")).values())
