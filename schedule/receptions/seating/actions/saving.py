"""How a change of a plan is written: first the plan's entry, which locks it, then the rows, then their PlanVersion."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from schedule.receptions.models import PlanVersion, SeatingPlan

RIGHT = "receptions.seat"


@contextmanager
def change_plan(
    plan: SeatingPlan,
    actor: Actor,
    verb: str,
    expected_version: int | None,
    *,
    reason: str = "",
    details: Mapping[str, Any] | None = None,
) -> Iterator[SeatingPlan]:
    """Write the plan's entry, let the block write its rows, keep the version. Call it within a use case.

    Raises:
        NotAllowed: Without the right.
        AlreadyDecided: When the plan was changed since the page was opened.
        NotPossible: While the plan is closed.
    """
    changed = lifecycle.change(
        plan,
        actor=actor,
        verb=verb,
        right=RIGHT,
        expected_version=expected_version,
        reason=reason,
        details={"plan": plan.version + 1, **(details or {})},
        check=is_open,
    )
    yield changed
    keep_version(changed, actor, verb)


def is_open(plan: SeatingPlan) -> None:
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
