"""What the print room's pages ask: counts by delegation and category, one badge, one's own batches."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from conference.models import Category
from conference.parties.models import Party, sort_key
from delegations.accreditation.models import LIVE, Badge, PrintJob
from delegations.accreditation.queries import named

FOUND = 20
BATCHES = 5
COUNTS = {state: Count("pk", filter=Q(state=state)) for state in LIVE}


@dataclass(frozen=True)
class Row:
    """A delegation's live badges."""

    party: Party
    queued: int
    printed: int
    collected: int


@dataclass(frozen=True)
class Totals:
    """The sum over all delegations."""

    queued: int
    printed: int
    collected: int


def by_delegation() -> list[Row]:
    """Live badges by delegation, in the order of the alphabet. Two queries, three in other languages than English."""
    found = Badge.objects.filter(state__in=LIVE).values("delegate__delegation__party").annotate(**COUNTS).order_by()
    counts = {party: numbers for party, *numbers in found.values_list("delegate__delegation__party", *LIVE)}
    parties = named(Party.objects.filter(pk__in=counts).order_by("en_sort"), "")
    return [Row(party, *counts[party.pk]) for party in parties]


def totals(rows: Iterable[Row]) -> Totals:
    """The sum of `by_delegation`."""
    rows = list(rows)
    return Totals(*(sum(getattr(row, state) for row in rows) for state in LIVE))


def by_category() -> list[tuple[Category, int]]:
    """The categories in their order, with how many of their badges wait to be printed. One query."""
    waits = Count("delegate__badges", filter=Q(delegate__badges__state="queued"))
    return [(category, category.waits) for category in Category.objects.annotate(waits=waits).order_by("position")]


def find(text: str) -> list[Badge]:
    """Badges by number (`A1-61803`, or its end), or by parts of the bearer's name in any spelling; the latest copies first. One query."""
    query = Q()
    for word in sort_key(text).split():
        query &= Q(delegate__search__contains=word)
    found = Badge.objects.filter(query | Q(number__iendswith=text)).exclude(state="superseded")
    rows = found.select_related("delegate__delegation__party", "delegate__category")
    rows = rows.defer("delegate__date_of_birth", "delegate__document_number")
    return list(named(rows.order_by("-live_for", "-pk"), "delegate__delegation__party")[:FOUND])


def badge(pk: int) -> Badge | None:
    """A badge with its bearer. One query."""
    rows = Badge.objects.select_related("delegate__delegation__party", "delegate__category", "printed_by")
    rows = rows.defer("delegate__date_of_birth", "delegate__document_number")
    return named(rows.filter(pk=pk), "delegate__delegation__party").first()


def batches_of(user_id: int | None) -> list[PrintJob]:
    """The latest batches that this person asked for. One query."""
    return list(PrintJob.objects.filter(owner_id=user_id)[:BATCHES])
