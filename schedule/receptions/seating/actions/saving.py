"""How a change of a plan is written: the plan's entry first, which locks it, then the rows, then the version that keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from schedule.receptions.models import Invitation, PlanVersion, Seat, SeatingPlan, SeatingTable
from schedule.receptions.seating.problem import Seats
from schedule.receptions.seating.queries import World, given_to, split_key

RIGHT = "receptions.seat"


@contextmanager
def changing(
    plan: SeatingPlan,
    *,
    actor: Actor,
    verb: str,
    expected_version: int | None,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
    **fields: Any,
) -> Iterator[SeatingPlan]:
    """Write the plan's entry, let the block write its rows, keep the version. Call it within a use case.

    Raises:
        NotAllowed: Without the right.
        AlreadyDecided: When the plan was changed since the page was opened.
        NotPossible: While the plan is closed.
    """
    lifecycle.change(
        plan,
        actor=actor,
        verb=verb,
        right=RIGHT,
        expected_version=expected_version,
        reason=reason,
        details={"plan": plan.version + 1, **dict(details or {})},
        check=_is_open,
        **fields,
    )
    yield plan
    keep_version(plan, actor, verb)


def _is_open(plan: SeatingPlan) -> None:
    if plan.state != "open":
        raise NotPossible(_("The plan is closed. Open it again to change it."))


def keep_version(plan: SeatingPlan, actor: Actor, verb: str) -> None:
    PlanVersion.objects.create(
        plan=plan, number=plan.version, verb=verb, data=snapshot(plan), made_by_id=actor.user_id, made_at=clock.now()
    )


TABLE_FIELDS = ("number", "shape", "seats", "host_name", "host_languages", "host_seat", "for_couples")


def snapshot(plan: SeatingPlan) -> dict[str, Any]:
    tables = list(plan.tables.order_by("number"))
    numbers = {table.pk: table.number for table in tables}
    return {
        "tables": [{name: getattr(table, name) for name in TABLE_FIELDS} for table in tables],
        "seats": [
            {
                "table": numbers[seat.table_id],
                "seat": seat.number,
                "invitation": seat.invitation_id,
                "companion": seat.companion,
                "given_to": seat.given_to,
                "kept_until": seat.kept_until.isoformat() if seat.kept_until else None,
            }
            for seat in plan.seats.order_by("table__number", "number")
        ],
    }


def write_seats(world: World, seats: Seats, late: Mapping[str, datetime] | None = None) -> list[Seat]:
    """Write who sits where; seats that are as they were stay. Return the new rows.

    Args:
        seats: Of everybody who sits after the change. An unsettled seat of somebody among them goes.
        late: Until when seats are kept, by key; default: as now.
    """
    late = world.late if late is None else late
    same = {key for key, at in seats.items() if world.seats.get(key) == at and world.late.get(key) == late.get(key)}
    moved = {split_key(key) for key in {*world.seats, *seats} if key not in same}
    gone = [one.pk for one in world.taken if (one.invitation_id, one.companion) in moved]
    Seat.objects.filter(pk__in=gone).delete()
    return Seat.objects.bulk_create(
        _row(world.plan, world.by_number[seats[key][0]], seats[key][1], world.diners[key].invitation, key, late)
        for key in seats
        if key not in same
    )


def _row(
    plan: SeatingPlan, table: SeatingTable, number: int, invitation: Invitation, key: str, late: Mapping[str, datetime]
) -> Seat:
    companion = split_key(key)[1]
    return Seat(
        plan=plan,
        table=table,
        number=number,
        invitation=invitation,
        companion=companion,
        given_to=given_to(invitation, companion),
        kept_until=late.get(key),
    )
