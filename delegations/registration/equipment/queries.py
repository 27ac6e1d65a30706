"""Queries of the security liaison about arms and radios."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Self
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import Q, QuerySet

from conference.core import parsing, undo
from conference.parties.models import Party
from conference.parties.queries import alphabet
from delegations.registration.models import Delegate, Equipment, EquipmentKind, EquipmentState

PAGE = 50
DECIDED = (EquipmentState.LICENSED, EquipmentState.REFUSED)


@dataclass(frozen=True)
class Filter:
    """Which arms and radios; empty values don't narrow. Without parameters, what waits."""

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

    def query(self, **more: str) -> str:
        """Return the filter as a query string, with `more` parameters. An empty state is included, since it means all."""
        values = {"party": self.party, "kind": self.kind, **more}
        return "?" + urlencode({"state": self.state, **{name: value for name, value in values.items() if value}})


def found(chosen: Filter) -> QuerySet[Equipment]:
    rows = Equipment.objects.select_related("bearer__delegation__party", "bearer__category", "decided_by").defer(
        "serial"
    )
    if chosen.state:
        rows = rows.filter(state=chosen.state)
    if chosen.kind:
        rows = rows.filter(kind=chosen.kind)
    if chosen.party:
        rows = rows.filter(bearer__delegation__party__code=chosen.party)
    return rows.prefetch_related("bearer__delegation__party__names").order_by("asked_at", "pk")


def page(chosen: Filter, after: str = "") -> tuple[list[Equipment], str]:
    """Return a page of the list, and where the next one begins (empty on the last). One query, two in a language other than English."""
    rows = found(chosen)
    if (key := parsing.number(after)) is not None:
        last = Equipment.objects.filter(pk=key).values_list("asked_at", "pk").first()
        if last:
            rows = rows.filter(Q(asked_at__gt=last[0]) | Q(asked_at=last[0], pk__gt=last[1]))
    some = list(rows[: PAGE + 1])
    return some[:PAGE], str(some[PAGE - 1].pk) if len(some) > PAGE else ""


def parties() -> QuerySet[Party]:
    bring = Equipment.objects.values("bearer__delegation__party")
    return Party.objects.filter(pk__in=bring).prefetch_related("names").order_by(alphabet())


def bearer(public_id: UUID) -> Delegate | None:
    """Return a member who brings something, with `things`; None for everybody else."""
    known = Delegate.objects.select_related("delegation__party", "category")
    return known.filter(public_id=public_id, equipment__isnull=False).distinct().first()


def things_of(member: Delegate) -> list[Equipment]:
    rows = list(member.equipment.select_related("decided_by").order_by("kind", "pk"))
    return sorted(rows, key=lambda thing: thing.state != EquipmentState.ASKED)


def decided_together(thing: Equipment) -> list[Equipment]:
    """Return what one decision decided of this bearer's, `thing` among it; nothing when it is not decided."""
    if thing.decided_at is None:
        return []
    known = Equipment.objects.select_related("bearer__delegation__party")
    return list(known.filter(bearer=thing.bearer_id, decided_at=thing.decided_at).order_by("pk"))


def undoable(things: Iterable[Equipment]) -> list[Equipment]:
    """Return the first of each decision of just now among `things`: by it all that was decided together is undone."""
    first: dict[datetime, Equipment] = {}
    for thing in things:
        if thing.state in DECIDED and thing.decided_at and not undo.late(thing.decided_at):
            first.setdefault(thing.decided_at, thing)
    return list(first.values())
