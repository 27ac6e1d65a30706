from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db.models import Q, QuerySet

from delegations.accreditation.models import Allowance, Pass, PassType
from delegations.registration.models import Delegate, Delegation


@dataclass
class PassTypeOverview:
    type: PassType
    most: int
    out: list[Pass] = field(default_factory=list)
    ended: list[Pass] = field(default_factory=list)

    @property
    def left(self) -> int:
        return max(0, self.most - len(self.out))


def of_delegation(delegation: Delegation) -> list[PassTypeOverview]:
    """Return every kind of pass, with what this delegation has of it. Three queries."""
    own = {row.type_id: row.most for row in Allowance.objects.filter(delegation=delegation)}
    sorts = {
        row.pk: PassTypeOverview(row, own.get(row.pk, row.places)) for row in PassType.objects.select_related("zone")
    }
    for one in _passes().filter(allowance__delegation=delegation):
        sort = sorts[one.allowance.type_id]
        (sort.out if one.state == "lent" else sort.ended).append(one)
    return list(sorts.values())


def members_of(delegation: Delegation) -> QuerySet[Delegate]:
    """Return those to whom a pass may be lent."""
    rows = Delegate.objects.filter(delegation=delegation, state="accredited")
    return rows.defer("date_of_birth", "document_number").order_by("position", "pk")


def out() -> list[Pass]:
    return list(_passes().filter(state="lent").order_by("allowance__delegation__party__en_sort", "number"))


def astray() -> QuerySet[Pass]:
    """Return passes to be taken back: the holder is no longer accredited, or of a pin no longer head."""
    gone = ~Q(member__state="accredited") | Q(allowance__type__kind="pin") & ~Q(member__capacity="head")
    return _passes().filter(gone, state="lent", member__isnull=False)


def cars_of(delegations: Iterable[Delegation]) -> dict[int, list[Pass]]:
    """Return the vehicle passes that are out, by the delegation's key."""
    found: dict[int, list[Pass]] = {}
    rows = Pass.objects.filter(
        state="lent", allowance__type__kind="vehicle", allowance__delegation__in=list(delegations)
    )
    for one in rows.select_related("allowance").order_by("number"):
        found.setdefault(one.allowance.delegation_id, []).append(one)
    return found


def _passes() -> QuerySet[Pass]:
    rows = Pass.objects.select_related("member", "allowance__type", "allowance__delegation__party", "record")
    return rows.defer("member__date_of_birth", "member__document_number")
