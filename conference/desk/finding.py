"""The desk's search field. Each app's `finders.py` registers what it finds, and for whom."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core.access import RIGHTS, Actor
from conference.core.registry import Registry
from conference.parties.models import search_key

RESULTS_SHOWN = 8  # of each group, on the page
AT_ONCE = 4  # of each group, below the field while one types
LONGEST_QUERY = 80
# The headings of the results, in this order.
GROUPS: dict[str, str | Promise] = {
    "people": _("People"),
    "delegations": _("Delegations"),
    "badges": _("Badges and passes"),
    "sessions": _("Sessions"),
    "meetings": _("Meetings and receptions"),
    "places": _("Rooms, gates and devices"),
    "commitments": _("Commitments"),
    "documents": _("Documents"),
    "messages": _("Messages"),
}


@dataclass(frozen=True)
class Query:
    """What is searched for: `text` as typed, with single blanks, and `folded`, without accents and capitals.

    A `loose` query also finds similar words. It takes longer, and is made when the form is sent.
    """

    text: str
    folded: str
    loose: bool = False

    @classmethod
    def read(cls, params: Mapping[str, str], *, loose: bool = False) -> Self:
        text = " ".join(params.get("q", "").replace("\0", "").split())[:LONGEST_QUERY]
        return cls(text, search_key(text), loose)

    @property
    def terms(self) -> list[str]:
        return self.folded.split()

    @property
    def enough(self) -> bool:
        """Return whether the query is long enough: one Latin letter or digit would match everything."""
        return len(self.folded) > 1 or (bool(self.folded) and not self.folded.isascii())

    def fits(self, *texts: str) -> bool:
        """Return whether every word is in `texts`, in any spelling; for short lists."""
        folded = search_key(" ".join(texts))
        return all(word in folded for word in self.terms)


@dataclass(frozen=True)
class Result:
    """A result.

    Args:
        note: What distinguishes it from others of its title.
        party: Whose flag is shown.
        state: Its state, and the kind of it (conference.look.states).
        names: Whether it names a person, which is logged as a read.
        like: Whether it is only similar to what was typed.
    """

    title: str | Promise
    url: str
    note: str | Promise = ""
    party: Any = None
    state: tuple[str, str] | None = None
    names: bool = False
    like: bool = False


type Find = Callable[[Query, Actor], Iterable[Result]]


@dataclass(frozen=True)
class Finder:
    """A source of results: its group (a key of GROUPS), the right to it, and a function with a constant number of queries."""

    group: str
    right: str
    find: Find


@dataclass
class Group:
    """The results under one heading; `more` when some are not shown."""

    key: str
    title: str | Promise
    rows: list[Result] = field(default_factory=list)
    more: bool = False


finders: Registry[Finder] = Registry("finders of the desk's search")


def register_finder(group: str, right: str, find: Find) -> Find:
    """Register a source of at most RESULTS_SHOWN + 1 results; raise KeyError for an unknown group or right."""
    if group not in GROUPS or right not in RIGHTS:
        raise KeyError(group, right)
    finders.add(f"{find.__module__}.{find.__qualname__}", Finder(group, right, find))
    return find


def search(actor: Actor, query: Query, most: int = RESULTS_SHOWN) -> list[Group]:
    """Return what `actor` may find, by group."""
    results: dict[str, list[Result]] = {}
    for finder in finders.values():
        if query.enough and actor.may(finder.right):
            results.setdefault(finder.group, []).extend(islice(finder.find(query, actor), most + 1))
    return list(_groups(results, most))


def _groups(results: Mapping[str, list[Result]], most: int) -> Iterator[Group]:
    for key, title in GROUPS.items():
        if rows := results.get(key):
            yield Group(key, title, rows[:most], len(rows) > most)
