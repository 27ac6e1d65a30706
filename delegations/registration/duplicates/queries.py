"""Who may be one person entered twice: by the same document number, or by the same date of birth and the same or a similar name.

A name may be the same in another script, in another order, or with other vowels (members/similar_names.py). All delegations are compared.
Neither entry is refused, since two names can be similar and two offices can name one person. Numbers, and dates of birth with names, are
compared by their blind indexes only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations, islice
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext as _

from conference.core import parsing
from conference.core.errors import NotFound
from delegations.registration.models import LIVE_STATES, Delegate, DelegateState, DistinctPersons

PAGE = 20
MOST = 1000  # pairs; when there are more, these come first
# Somebody refused in one delegation and entered in another is worth a look too; two who were both refused are not.
COMPARED = (*LIVE_STATES, DelegateState.REFUSED)


class Pair(NamedTuple):
    """Two members, the key of the earlier one first, and what they have in common."""

    one: int
    other: int
    by_number: bool
    by_name: bool
    by_likeness: bool  # not the same spelling, but possibly the same name

    @property
    def key(self) -> str:
        return f"{self.one}-{self.other}"


class _Row(NamedTuple):
    pk: int
    state: str
    number: str
    search: str
    alike: str
    alike_native: str


@dataclass(frozen=True)
class Duplicate:
    """A pair with its two members. What they share is shown as a word, never as the number or the date itself."""

    one: Delegate
    other: Delegate

    @property
    def members(self) -> tuple[Delegate, Delegate]:
        return (self.one, self.other)

    @property
    def key(self) -> str:
        return f"{self.one.pk}-{self.other.pk}"

    @property
    def one_delegation(self) -> bool:
        return self.one.delegation_id == self.other.delegation_id

    @property
    def number(self) -> str:
        return _alike(self.one.document_number_index, self.other.document_number_index)

    @property
    def birth(self) -> str:
        return _alike(self.one.date_of_birth, self.other.date_of_birth)


def _alike(one: str, other: str) -> str:
    if not (one and other):
        # Translators: of a document number or a date of birth that one of two entries lacks.
        return _("not given twice")
    # Translators: of a document number or a date of birth of two entries, compared.
    return _("the same") if one == other else _("another")


def pairs() -> list[Pair]:
    """Return every pair that nobody has told apart, the latest entry first. Two queries."""
    said = set(DistinctPersons.objects.values_list("one_id", "other_id"))
    found = islice(_pairs(_candidates()), MOST + len(said))
    return sorted((pair for pair in found if (pair.one, pair.other) not in said), key=lambda p: (-p.other, -p.one))[
        :MOST
    ]


def _repeated(column: str) -> Any:
    rows = Delegate.objects.filter(state__in=COMPARED).exclude(**{column: ""}).order_by().values(column)
    return rows.annotate(times=Count("pk")).filter(times__gt=1).values(column)


def _candidates() -> list[_Row]:
    """Return those whose number, or date of birth with name, another one has: always few. One query."""
    others = Delegate.objects.filter(state__in=COMPARED).order_by()
    latin, native = others.exclude(alike="").values("alike"), others.exclude(alike_native="").values("alike_native")
    same = Q(document_number_index__in=_repeated("document_number_index"))
    same |= Q(alike__in=_repeated("alike")) | Q(alike_native__in=_repeated("alike_native"))
    # One may have in the Latin fields what another has in the fields of the own script.
    same |= Q(alike__in=native) | Q(alike_native__in=latin)
    rows = Delegate.objects.filter(same, state__in=COMPARED).order_by("pk")
    return [_Row(*row) for row in rows.values_list(*_COLUMNS)]


_COLUMNS = ("pk", "state", "document_number_index", "search", "alike", "alike_native")


def _pairs(rows: Iterable[_Row]) -> Iterator[Pair]:
    by_number, by_name = defaultdict(list), defaultdict(list)
    for row in rows:
        if row.number:
            by_number[row.number].append(row)
        for index in {row.alike, row.alike_native} - {""}:
            by_name[index].append(row)
    numbers, names = dict(_couples(by_number.values())), dict(_couples(by_name.values()))
    for pair in sorted(numbers | names):
        same = names.get(pair)
        yield Pair(*pair, pair in numbers, same is True, same is False)


def _couples(groups: Iterable[list[_Row]]) -> Iterator[tuple[tuple[int, int], bool]]:
    """Yield the keys of each couple of a group, with whether the two names have the same spelling."""
    for group in groups:
        for one, other in islice(combinations(group, 2), MOST):
            if one.state in LIVE_STATES or other.state in LIVE_STATES:
                yield (one.pk, other.pk), one.search == other.search


def page(found: list[Pair], after: str = "") -> tuple[list[Duplicate], str]:
    """Return a page of pairs, and where the next one begins (empty on the last). Two queries, three in a language other than English.

    Args:
        after: The key of the last pair of the page before.
    """
    first, last = _key(after)
    rest = [pair for pair in found if (-pair.other, -pair.one) > (-last, -first)] if last else found
    shown = rest[:PAGE]
    members = _members(Q(pk__in={key for pair in shown for key in (pair.one, pair.other)}))
    by_key = {member.pk: member for member in members}
    rows = [
        Duplicate(by_key[pair.one], by_key[pair.other]) for pair in shown if pair.one in by_key and pair.other in by_key
    ]
    return rows, shown[-1].key if len(rest) > PAGE else ""


def _key(text: str) -> tuple[int, int]:
    one, _dash, other = text.partition("-")
    return parsing.number(one) or 0, parsing.number(other) or 0


def _members(which: Q) -> QuerySet[Delegate]:
    return (
        Delegate.objects.filter(which)
        .select_related("delegation__party", "category")
        .prefetch_related("delegation__party__names")
    )


def get_duplicate(one: UUID, other: UUID) -> Duplicate:
    """Return the pair of these two members, by their public ids. Raises NotFound unless there are two."""
    members = sorted(_members(Q(public_id__in={one, other})), key=lambda member: member.pk)
    if len(members) != 2:
        raise NotFound(_("These two members were not found."))
    return Duplicate(*members)
