"""A plan as a whole: creating, configuring, closing and restoring it."""

from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from schedule.receptions.models import PlanVersion, Reception, Seat, SeatingPlan, SeatingTable
from schedule.receptions.seating.actions.saving import RIGHT, change_plan, is_open, keep_version
from schedule.receptions.seating.queries import given_to, key_of, load_plan


@lifecycle.use_case
def make_plan(*, actor: Actor, reception: Reception) -> SeatingPlan:
    """Create the seating plan of a reception. Raises NotAllowed, NotPossible when it has one."""
    require_right(actor, RIGHT)
    Reception.objects.select_for_update().get(pk=reception.pk)
    if SeatingPlan.objects.filter(reception=reception).exists():
        raise NotPossible(_("%(what)s has a seating plan already.") % {"what": reception})
    plan = lifecycle.create(SeatingPlan(reception=reception), actor=actor, verb="seating.made")
    keep_version(plan, actor, "seating.made")
    return plan


@lifecycle.use_case
def set_plan(
    *, actor: Actor, plan: SeatingPlan, alternate: bool, companions: str, expected_version: int | None = None
) -> SeatingPlan:
    """Set how the plan ranks companions, and whether women and men sit in turn."""
    plan = lifecycle.change(
        plan,
        actor=actor,
        verb="seating.set",
        right=RIGHT,
        expected_version=expected_version,
        details={"plan": plan.version + 1},
        check=is_open,
        alternate=alternate,
        companions=companions,
    )
    keep_version(plan, actor, "seating.set")
    return plan


@lifecycle.use_case
def close_plan(*, actor: Actor, plan: SeatingPlan, expected_version: int | None = None) -> SeatingPlan:
    """Close the plan, so that it stays as it was printed. Raises NotAllowed, AlreadyDecided, NotPossible."""
    return _turn(plan, "closed", "seating.closed", actor, expected_version)


@lifecycle.use_case
def open_plan(*, actor: Actor, plan: SeatingPlan, expected_version: int | None = None) -> SeatingPlan:
    """Open the plan again. Raises NotAllowed, AlreadyDecided, NotPossible."""
    return _turn(plan, "open", "seating.opened", actor, expected_version)


def _turn(plan: SeatingPlan, to: str, verb: str, actor: Actor, expected_version: int | None) -> SeatingPlan:
    plan = lifecycle.move(plan, to, actor=actor, verb=verb, right=RIGHT, expected_version=expected_version)
    keep_version(plan, actor, verb)
    return plan


@lifecycle.use_case
def restore_version(*, actor: Actor, plan: SeatingPlan, number: int, expected_version: int | None = None) -> int:
    """Restore the tables and seats of an earlier version. Wishes, ranks and fixed tables stay as they are now.

    Returns how many have a seat there and get none, since they do not come any more or another comes.
    """
    version = PlanVersion.objects.filter(plan=plan, number=number).first()
    if version is None:
        raise NotPossible(_("There is no version %(number)d.") % {"number": number})
    with change_plan(plan, actor, "seating.restored", expected_version, details={"version": number}):
        tables = _restore_tables(plan, version.data["tables"])
        return _restore_seats(plan, tables, version.data["seats"])


def _restore_tables(plan: SeatingPlan, rows: list[dict[str, Any]]) -> dict[int, SeatingTable]:
    plan.seats.all().delete()
    plan.tables.exclude(number__in=[row["number"] for row in rows]).delete()
    # Hosts may have changed tables: each presides at one.
    plan.tables.update(host_name="")
    tables = {}
    for row in rows:
        values = {"defaults": row, "create_defaults": row}
        tables[row["number"]], _made = SeatingTable.objects.update_or_create(plan=plan, number=row["number"], **values)
    return tables


def _restore_seats(plan: SeatingPlan, tables: dict[int, SeatingTable], rows: list[dict[str, Any]]) -> int:
    coming = load_plan(plan).diners
    seats, without_seat = [], 0
    for row in rows:
        key = key_of(row["invitation"], row["companion"])
        if row["invitation"] is not None and (
            key not in coming or given_to(coming[key].invitation, row["companion"]) != row["given_to"]
        ):
            without_seat += 1
            continue
        seats.append(
            Seat(
                plan=plan,
                table=tables[row["table"]],
                number=row["seat"],
                invitation_id=row["invitation"],
                companion=row["companion"],
                given_to=row["given_to"],
                kept_until=datetime.fromisoformat(row["kept_until"]) if row["kept_until"] else None,
            )
        )
    Seat.objects.bulk_create(seats)
    return without_seat
