"""Members who may be one person entered twice: same document number, or same date of birth and a same or similar name.

A name may be the same in another script, in another order, or with other vowels (members/similar_names.py). All delegations are compared.
Neither entry is refused, since two names can be similar and two offices can name one person. Numbers, and dates of birth with names, are
compared by their blind indexes only.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference.core import parsing
from conference.core.errors import NotFound
from conference.db import together
from conference.db.together import Part, Statement
from delegations.registration.models import LIVE_STATES, Delegate, DelegateState, DistinctPersons

PAGE = 20
MOST = 1000  # pairs that are compared; when there are more, these come first
# A refused entry is compared with live ones of another delegation, two refused entries are not compared.
COMPARED = (*LIVE_STATES, DelegateState.REFUSED)
# What is shared is found along the indexes, whatever the state, and few share it. The Latin name of one entry may be the native name of
# another.
_SHARING = """
    WITH shared AS MATERIALIZED (
        SELECT is_name, mark FROM (
            SELECT false AS is_name, document_number_index AS mark FROM registration_delegate WHERE document_number_index > ''
            UNION ALL
            SELECT true, alike FROM registration_delegate WHERE alike > ''
            UNION ALL
            SELECT true, alike_native FROM registration_delegate WHERE alike_native > '' AND alike_native <> alike
        ) AS marks GROUP BY is_name, mark HAVING count(*) > 1)
    SELECT id, state, document_number_index, search, alike, alike_native FROM registration_delegate
    WHERE state = ANY(%s) AND id IN (
        SELECT delegate.id FROM shared JOIN registration_delegate delegate ON NOT is_name AND document_number_index = mark
        UNION ALL
        SELECT delegate.id FROM shared JOIN registration_delegate delegate ON is_name AND alike = mark
        UNION ALL
        SELECT delegate.id FROM shared JOIN registration_delegate delegate ON is_name AND alike_native = mark)
    ORDER BY id"""


class Pair(NamedTuple):
    """The keys of two members, the lower first, and what they have in common."""

    first: int
    second: int
    by_number: bool
    by_name: bool
    by_likeness: bool  # not the same spelling, but possibly the same name

    @property
    def key(self) -> str:
        return f"{self.first}-{self.second}"


@dataclass(frozen=True)
class Duplicate:
    """A pair with its two members. What they share is shown as a word, never as the number or the date itself."""

    first: Delegate
    second: Delegate

    @property
    def key(self) -> str:
        return f"{self.first.pk}-{self.second.pk}"

    @property
    def one_delegation(self) -> bool:
        return self.first.delegation_id == self.second.delegation_id

    @property
    def number(self) -> str:
        return _compare(self.first.document_number_index, self.second.document_number_index)

    @property
    def birth(self) -> str:
        return _compare(self.first.date_of_birth, self.second.date_of_birth)


def _compare(first: str, second: str) -> str:
    if not (first and second):
        # Translators: of a document number or a date of birth that one of two entries lacks.
        return _("not given twice")
    # Translators: of a document number or a date of birth of two entries, compared.
    return _("the same") if first == second else _("another")


class Entry(NamedTuple):
    """What of a member is compared."""

    pk: int
    state: str
    document_number_index: str
    search: str
    alike: str
    alike_native: str


def pairs() -> list[Pair]:
    """Return the pairs that nobody has recorded as two persons, the latest entry first. One query."""
    open_pairs: list[Pair] = together.complete(read_pairs())
    return open_pairs


def read_pairs() -> Part:
    """Return `pairs`, as a part of a page. Compares members who share a number, or date of birth and name: always few."""
    candidates = Statement(_SHARING, [[str(state) for state in COMPARED]])
    known, rows = yield [DistinctPersons.objects.values_list("one_id", "other_id"), candidates]
    distinct = set(known)
    entries = (Entry(*row) for row in rows)
    open_pairs = (pair for pair in islice(_pairs(entries), MOST + len(distinct)) if pair[:2] not in distinct)
    return sorted(open_pairs, key=lambda pair: (-pair.second, -pair.first))[:MOST]


def _pairs(members: Iterable[Entry]) -> Iterator[Pair]:
    by_number, by_name = defaultdict(list), defaultdict(list)
    for member in members:
        if member.document_number_index:
            by_number[member.document_number_index].append(member)
        for index in {member.alike, member.alike_native} - {""}:
            by_name[index].append(member)
    numbers, names = dict(_couples(by_number.values())), dict(_couples(by_name.values()))
    for pair in sorted(numbers | names):
        same = names.get(pair)
        yield Pair(*pair, pair in numbers, same is True, same is False)


def _couples(groups: Iterable[list[Any]]) -> Iterator[tuple[tuple[int, int], bool]]:
    """Yield the keys of each couple of a group, with whether the two names have the same spelling."""
    for group in groups:
        for first, second in islice(combinations(group, 2), MOST):
            if first.state in LIVE_STATES or second.state in LIVE_STATES:
                yield (first.pk, second.pk), first.search == second.search


def find_page(open_pairs: list[Pair], after: str = "") -> tuple[list[Duplicate], str]:
    """Return a page of pairs after the key `after`, and the key of its last pair if there is a next page. Two or three queries."""
    first, _dash, second = after.partition("-")
    last = (-(parsing.number(second) or 0), -(parsing.number(first) or 0))
    rest = [pair for pair in open_pairs if (-pair.second, -pair.first) > last] if last[0] else open_pairs
    shown = rest[:PAGE]
    members = _members().in_bulk({key for pair in shown for key in pair[:2]})
    duplicates = [
        Duplicate(members[first], members[second])
        for first, second, *_common in shown
        if first in members and second in members
    ]
    return duplicates, shown[-1].key if len(rest) > PAGE else ""


def _members() -> QuerySet[Delegate]:
    members = Delegate.objects.select_related("delegation__party", "category")
    return members.prefetch_related("delegation__party__names")


def get_duplicate(first: UUID, second: UUID) -> Duplicate:
    """Return the pair of these two members, by their public ids. Raises NotFound unless there are two."""
    members = list(_members().filter(public_id__in={first, second}).order_by("pk"))
    if len(members) != 2:
        raise NotFound(_("These two members were not found."))
    return Duplicate(*members)
