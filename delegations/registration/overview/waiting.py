"""The list of what waits for a delegation, on its page, and the counts in the tabs of all its pages.

An app's `waiting.py` registers what may wait, as rows of the database: the tabs count the rows of all topics by one query, the list shows
the same ones. A deadline is registered with the page where it is met.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
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
from conference.web.menu import Item, add_item
from delegations.registration.delegations import opened, queries
from delegations.registration.members.consequences import Topic, WaitingSource, topics
from delegations.registration.models import Deadline, Delegate, Delegation, NoteVerbale


@dataclass(frozen=True)
class WaitingItem:
    """Something that the delegation has to do, or to know."""

    title: str
    remedy: str  # what to do, named by its effect
    url: str
    why: str = ""
    at: datetime | None = None  # until when
    tone: str = "wait"  # `no` for what is already wrong


type Met = Callable[[Deadline, Delegation, Sequence[Delegate], Sequence[NoteVerbale]], bool]


@dataclass(frozen=True)
class DeadlinePage:
    """The page where a deadline is met."""

    url_name: str
    right: str  # what staff need to open the page
    remedy: str | Promise  # what one does there
    met: Met  # whether this delegation has met it
    done: Met | None = None  # whether nothing has to be done any more, in time or not; None: as `met`
    late: str = ""  # the name of the page for what comes after the deadline, if it is another one
    late_remedy: str | Promise = ""
    anchor: str = ""  # the part of the page where it is met, in time

    def url(self, delegation: Delegation, *, passed: bool) -> str:
        if passed and self.late:
            return reverse(self.late, args=[delegation.party.slug])
        return f"{reverse(self.url_name, args=[delegation.party.slug])}{self.anchor and f'#{self.anchor}'}"


sources: Registry[WaitingSource[Any]] = Registry("what waits for a delegation")
deadline_pages: Registry[DeadlinePage] = Registry("pages where deadlines are met")


def register_source(name: str, source: WaitingSource[Any]) -> None:
    if source.right not in RIGHTS:
        raise KeyError(source.right)
    sources.add(name, source)


def add_topic(name: str, topic: Topic) -> None:
    """Add a topic that loses something with a member; what then has to be settled waits for the delegation."""
    topics.add(name, topic)
    for kind, source in topic.unsettled.items():
        register_source(f"{name}: {kind}", source)


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
    leads_to: tuple[str, ...] = (),
) -> None:
    """Add a tab to the delegations' pages, with the count of what waits under it.

    Args:
        see: What staff need to open the page; the others see no tab.
        concerns: Whether the delegation whose page is open needs the tab; None: every one does.
        leads_to: The names of pages elsewhere that belong to it.
    """

    def count(request: HttpRequest) -> int | None:
        counts = counts_of(request)
        return sum(number for name, number in counts.items() if sources[name].tab == url_name) or None

    def shown(request: HttpRequest) -> bool:
        return opened.may_see(request, see) and (concerns is None or concerns(request))

    add_item(Item("portal", label, url_name, order, count=count, shown=shown, leads_to=leads_to))


def counts_of(request: HttpRequest) -> Counter[str]:
    """Return how many things wait for the delegation whose page is open, by source. One query a request."""
    if not hasattr(request, "_waiting_counts"):
        code = opened.code_of(request)
        names = tuple(name for name, source in sources.items() if opened.may_see(request, source.right))
        rows = _statement(names)(code, clock.now()) if names and code else ()
        request._waiting_counts = Counter(name for name, _pk in rows)  # type: ignore[attr-defined]
    counts: Counter[str] = request._waiting_counts  # type: ignore[attr-defined]
    return counts


@cache
def _statement(names: tuple[str, ...]) -> Prepared:
    """Return the query of the tabs, built once: every page of a delegation runs it, and building takes longer than running."""

    def build(code: Parameter, now: Parameter) -> QuerySet[Any]:
        parts = [
            sources[name].rows(code, now).order_by().values_list(Value(name, output_field=CharField()), "pk")
            for name in names
        ]
        return parts[0].union(*parts[1:], all=True).order_by() if len(parts) > 1 else parts[0]

    return Prepared(build, CharField(), DateTimeField())


def items_of(request: HttpRequest, delegation: Delegation) -> list[WaitingItem]:
    """Return what waits for the delegation whose page is open, as far as its reader may read it: what is wrong first, then by time.

    One query for each source that has anything, and what its `related` prefetches.
    """
    return in_order(item for name in counts_of(request) for item in sources[name].items(delegation))


def in_order(items: Iterable[WaitingItem]) -> list[WaitingItem]:
    now = clock.now()
    return sorted(items, key=lambda item: (item.tone != "no", item.at is None, item.at or now, item.title))


@dataclass(frozen=True)
class DeadlineRow:
    """A deadline with its status for a delegation, and the page where it is met, if there is one that the reader may open."""

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
    """Return the deadlines with their status for this delegation. A query for each that an upper app registered."""
    now, rows = clock.now(), []
    for deadline in deadlines:
        page, passed = deadline_pages.get(deadline.code), deadline.at <= now
        if page is None:
            rows.append(DeadlineRow(deadline, False, False, passed, None, ""))
            continue
        url = page.url(delegation, passed=passed) if queries.may_open(actor, delegation, see=page.right) else ""
        met = page.met(deadline, delegation, members, notes)
        done = page.done(deadline, delegation, members, notes) if page.done else met
        rows.append(DeadlineRow(deadline, met, done, passed, page, url))
    return rows


def of_deadlines(rows: Iterable[DeadlineRow]) -> Iterator[WaitingItem]:
    """Yield the deadlines for which something has to be done on a page."""
    for row in rows:
        if row.page is None or row.done or not row.url or row.deadline.code in queries.OPTIONAL:
            continue
        why = _("The deadline has passed. The form stays open; the secretariat decides.") if row.passed else ""
        tone = "no" if row.passed else "wait"
        yield WaitingItem(str(row.deadline.name), row.remedy, row.url, why, row.deadline.at, tone)
