"""Queries about arms and radios."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet
from django.shortcuts import get_object_or_404

from conference.core import parsing, undo
from conference.parties.models import Party
from conference.parties.queries import alphabet
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Equipment, EquipmentKind, EquipmentState

PAGE = 50
DECIDED = (EquipmentState.LICENSED, EquipmentState.REFUSED)
IN_FORCE = (EquipmentState.ASKED, EquipmentState.LICENSED)


@dataclass(frozen=True)
class EquipmentFilter:
    """Filter of arms and radios; empty values don't narrow. Without parameters, those that wait."""

    state: str = EquipmentState.ASKED.value
    party: str = ""
    kind: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        state, kind = params.get("state", EquipmentState.ASKED.value), params.get("kind", "")
        return cls(
            state if state in EquipmentState.values else "",
            params.get("party", "").replace("\0", "")[:20].upper(),
            kind if kind in EquipmentKind.values else "",
        )

    def query(self, **parameters: str) -> str:
        """Return the filter as a query string, with further parameters. An empty state is included, since it means all."""
        values = {"party": self.party, "kind": self.kind, **parameters}
        return "?" + urlencode({"state": self.state, **{name: value for name, value in values.items() if value}})

    def apply(self) -> QuerySet[Equipment]:
        columns = {"state": self.state, "kind": self.kind, "bearer__delegation__party__code": self.party}
        items = Equipment.objects.filter(**{column: value for column, value in columns.items() if value})
        items = items.select_related("bearer__delegation__party", "bearer__category", "decided_by").defer("serial")
        return items.prefetch_related("bearer__delegation__party__names").order_by("asked_at", "pk")


def find_page(chosen: EquipmentFilter, after: str = "") -> tuple[list[Equipment], str]:
    """Return a page of the list, and where the next one begins (empty on the last). One query, two in a language other than English."""
    items = chosen.apply()
    if (key := parsing.number(after)) is not None:
        last = Equipment.objects.filter(pk=key).values_list("asked_at", "pk").first()
        if last:
            items = items.filter(Q(asked_at__gt=last[0]) | Q(asked_at=last[0], pk__gt=last[1]))
    rows = list(items[: PAGE + 1])
    return rows[:PAGE], str(rows[PAGE - 1].pk) if len(rows) > PAGE else ""


def get_parties() -> QuerySet[Party]:
    """Return the parties that have entered an arm or a radio."""
    parties = Equipment.objects.values("bearer__delegation__party")
    return Party.objects.filter(pk__in=parties).prefetch_related("names").order_by(alphabet())


def get_bearer(public_id: UUID) -> Delegate:
    """Return a member who has an arm or a radio entered. Raises Http404 for everybody else."""
    members = Delegate.objects.select_related("delegation__party", "category")
    return get_object_or_404(members.filter(equipment__isnull=False).distinct(), public_id=public_id)


def get_items(member: Delegate) -> tuple[list[Equipment], list[Equipment]]:
    """Return a member's arms and radios that wait for a decision, and the others."""
    items = list(member.equipment.select_related("decided_by").order_by("kind", "pk"))
    waiting = [item for item in items if item.state == EquipmentState.ASKED]
    return waiting, [item for item in items if item not in waiting]


def decided_together(item: Equipment) -> list[Equipment]:
    """Return the bearer's items of the same decision, `item` included; none when it is not decided."""
    if item.decided_at is None:
        return []
    items = Equipment.objects.select_related("bearer__delegation__party")
    return list(items.filter(bearer=item.bearer_id, decided_at=item.decided_at).order_by("pk"))


def get_undoable(items: Iterable[Equipment]) -> list[Equipment]:
    """Return one item of each decision of just now, by which the whole decision is undone."""
    by_decision: dict[datetime, Equipment] = {}
    for item in items:
        if item.state in DECIDED and item.decided_at and not undo.late(item.decided_at):
            by_decision.setdefault(item.decided_at, item)
    return list(by_decision.values())


def stranded() -> QuerySet[Equipment]:
    """Return requested and licensed items whose bearer is no longer a security officer. Their state is not changed for that."""
    officers = {"bearer__capacity": Capacity.SECURITY, "bearer__state__in": LIVE_STATES}
    return Equipment.objects.filter(state__in=IN_FORCE).exclude(**officers)
