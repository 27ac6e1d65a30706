"""What waits for a delegation: one list at the top of its pages, and the counts in their tabs.

A topic registers what may wait in its app's `waiting.py`, as rows of the database: the tabs count the rows of all topics by one query, the
list shows the same ones. A deadline is registered with the page where it is met.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.db.models import CharField, DateTimeField, QuerySet, Value
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.access import RIGHTS, Actor
from conference.core.registry import Registry
from conference.db.prepared import Parameter, Prepared
from conference.web.menu import Item, add
from delegations.registration.delegations import opened, queries
from delegations.registration.members.consequences import Left, Topic, topics
from delegations.registration.models import Deadline, Delegate, Delegation, NoteVerbale


@dataclass(frozen=True)
class WaitingItem:
    """Something that the delegation does, or knows, next.

    Arguments: remedy and url, the one thing to do, named by its effect, and where; why, what follows or what was said; at, until when;
    tone, `no` for what is already amiss, `wait` for what is asked.
    """

    title: str
    remedy: str
    url: str
    why: str = ""
    at: datetime | None = None
    tone: str = "wait"


type Code = str | Parameter
type Time = datetime | Parameter


@dataclass(frozen=True)
class Source:
    """Things of one kind that may wait.

    Args:
        tab: The address, by name, of the tab under which they are counted.
        right: What staff need to read of them.
        rows: Takes the party's code and the time, returns what waits, without prefetching. It must not read the clock, nor anything
            else that a later request would find changed: the tabs keep its statement, with places for the two.
        item: Describes a row of `rows`, with no query for each.
        related: Adds to the rows what `item` reads.
    """

    tab: str
    right: str
    rows: Callable[[Code, Time], QuerySet[Any]]
    item: Callable[[Any, Delegation], WaitingItem]
    related: Callable[[QuerySet[Any]], QuerySet[Any]] = lambda rows: rows


type Met = Callable[[Deadline, Delegation, Sequence[Delegate], Sequence[NoteVerbale]], bool]


@dataclass(frozen=True)
class DeadlinePage:
    """Where a deadline is met.

    Args:
        right: What staff need to open the page.
        remedy: What one does there.
        met: Whether this delegation has met it.
        done: Whether nothing is left to do, in time or not, where that is something else; None: as `met`.
        late: The page on which what comes after the deadline is asked for, by name; empty if it is the same one.
        late_remedy: What one does there.
        anchor: The part of `url_name`'s page where it is met, in time.
        optional: True for what a delegation may leave alone: once the deadline has passed it waits for nothing.
    """

    url_name: str
    right: str
    remedy: str | Promise
    met: Met
    done: Met | None = None
    late: str = ""
    late_remedy: str | Promise = ""
    anchor: str = ""
    optional: bool = False

    def url(self, delegation: Delegation, *, passed: bool) -> str:
        if passed and self.late:
            return reverse(self.late, args=[delegation.party.slug])
        return f"{reverse(self.url_name, args=[delegation.party.slug])}{self.anchor and f'#{self.anchor}'}"


sources: Registry[Source] = Registry("what waits for a delegation")
deadline_pages: Registry[DeadlinePage] = Registry("pages where deadlines are met")


def register(name: str, source: Source) -> None:
    if source.right not in RIGHTS:
        raise KeyError(source.right)
    sources.add(name, source)


def add_topic(name: str, topic: Topic) -> None:
    """Add a topic that loses something with a member; what it leaves to settle waits for the delegation."""
    topics.add(name, topic)
    for kind, left in topic.left.items():
        register(
            f"{name}: {kind}", Source(left.tab, left.right, left.rows, partial(_unsettled_item, left), left.related)
        )


def _unsettled_item(left: Left, row: Any, delegation: Delegation) -> WaitingItem:
    one = left.item(row, delegation)
    return WaitingItem(one.words, one.remedy, one.url, at=one.at, tone="no")


def register_deadline(code: str, page: DeadlinePage) -> None:
    """Register where the deadline with that code is met."""
    if page.right not in RIGHTS:
        raise KeyError(page.right)
    deadline_pages.add(code, page)


def add_tab(
    label: str | Promise,
    url_name: str,
    order: int,
    *,
    see: str,
    concerns: Callable[[HttpRequest], bool] | None = None,
) -> None:
    """Add a tab to the delegations' pages, with the count of what waits under it.

    Args:
        see: What staff need for the page: the tab stands for those alone whom it would let in.
        concerns: Whether the delegation whose page is open needs the tab; None: every one does.
    """

    def count(request: HttpRequest) -> int | None:
        counts = counts_of(request)
        return sum(number for name, number in counts.items() if sources[name].tab == url_name) or None

    def shown(request: HttpRequest) -> bool:
        return opened.may_see(request, see) and (concerns is None or concerns(request))

    add(Item("portal", label, url_name, order, count=count, shown=shown))


def counts_of(request: HttpRequest) -> Counter[str]:
    """Return how many things wait for the delegation whose page is open, by source. One query a request."""
    if not hasattr(request, "_waiting_counts"):
        readable = tuple(name for name, one in sources.items() if opened.may_see(request, one.right))
        request._waiting_counts = _counted(readable, opened.code_of(request))  # type: ignore[attr-defined]
    counts: Counter[str] = request._waiting_counts  # type: ignore[attr-defined]
    return counts


def _counted(readable: tuple[str, ...], code: str) -> Counter[str]:
    if not readable or not code:
        return Counter()
    return Counter(name for name, _pk in _statement(readable)(code, clock.now()))


@cache
def _statement(names: tuple[str, ...]) -> Prepared:
    """Return the query of the tabs: every page of a delegation asks it, and building it takes longer than answering."""

    def build(code: Parameter, now: Parameter) -> QuerySet[Any]:
        parts = [
            sources[name].rows(code, now).order_by().values_list(Value(name, output_field=CharField()), "pk")
            for name in names
        ]
        return parts[0].union(*parts[1:], all=True).order_by() if len(parts) > 1 else parts[0]

    return Prepared(build, CharField(), DateTimeField())


def items_of(request: HttpRequest, delegation: Delegation) -> list[WaitingItem]:
    """Return what waits for the delegation whose page is open, as far as its reader may read of it: what is amiss first, then by time.

    No query but the tabs' for what has nothing; else one a source, and what its `related` prefetches.
    """
    found = [
        sources[name].item(row, delegation)
        for name in counts_of(request)
        for row in sources[name].related(sources[name].rows(delegation.party.code, clock.now()))
    ]
    return in_order(found)


def in_order(found: Iterable[WaitingItem]) -> list[WaitingItem]:
    return sorted(found, key=lambda one: (one.tone != "no", one.at is None, one.at or clock.now(), one.title))


@dataclass(frozen=True)
class DeadlineRow:
    """A deadline, how it stands for a delegation, and the page where it is met, if one is known and open to the reader."""

    deadline: Deadline
    met: bool
    done: bool
    passed: bool
    page: DeadlinePage | None
    url: str

    @property
    def remedy(self) -> str:
        """Return what one does on the page."""
        page = self.page
        return str((self.passed and page.late_remedy) or page.remedy) if page else ""


def deadlines_of(
    delegation: Delegation,
    actor: Actor,
    deadlines: Iterable[Deadline],
    members: Sequence[Delegate],
    notes: Sequence[NoteVerbale],
) -> list[DeadlineRow]:
    """Return the deadlines with how they stand for this delegation. A query for each that an upper app registered."""
    now, found = clock.now(), []
    for deadline in deadlines:
        page, passed = deadline_pages.get(deadline.code), deadline.at <= now
        if page is None:
            found.append(DeadlineRow(deadline, False, False, passed, None, ""))
            continue
        url = page.url(delegation, passed=passed) if queries.may_open(actor, delegation, see=page.right) else ""
        met = page.met(deadline, delegation, members, notes)
        done = page.done(deadline, delegation, members, notes) if page.done else met
        found.append(DeadlineRow(deadline, met, done, passed, page, url))
    return found


def of_deadlines(rows: Iterable[DeadlineRow]) -> Iterator[WaitingItem]:
    """Yield the deadlines for which something is left to do on a page."""
    for row in rows:
        if row.page is None or row.done or not row.url or (row.passed and row.page.optional):
            continue
        why = _("The deadline has passed. The form stays open; the secretariat decides.") if row.passed else ""
        tone = "no" if row.passed else "wait"
        yield WaitingItem(str(row.deadline.name), row.remedy, row.url, why, row.deadline.at, tone)
