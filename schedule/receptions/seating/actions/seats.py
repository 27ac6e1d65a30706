"""Who sits where: seating everybody, moves, removals, seats kept free."""

from datetime import datetime

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import AlreadyDecided, NotPossible
from conference.look.lists import join_sentences
from schedule.receptions.models import Seat, SeatingPlan
from schedule.receptions.seating import faults, search
from schedule.receptions.seating.actions.saving import RIGHT, change_plan
from schedule.receptions.seating.checks import find_conflicts
from schedule.receptions.seating.explanations import BARRED, CANNOT_SIT
from schedule.receptions.seating.problem import Seats
from schedule.receptions.seating.queries import LoadedPlan, given_to, load_plan, split_key

# Longest search in a request, in s.
LONGEST = 6.0


def seat_anew(
    *,
    actor: Actor,
    plan: SeatingPlan,
    expected_version: int | None = None,
    tries: int = search.TRIES,
    seconds: float = LONGEST,
) -> search.Seating:
    """Seat everybody anew by precedence, wishes and languages; seats kept for late guests stay at their tables.

    The search runs before the transaction, which is refused if the plan was changed meanwhile.

    Raises NotPossible without a table or for what no seating can fulfil, naming whom it is about.
    """
    require_right(actor, RIGHT)
    world = load_plan(plan)
    if not world.tables:
        raise NotPossible(_("Add a table first."))
    if wrong := find_conflicts(world.anew, world.name_of):
        raise NotPossible(join_sentences(wrong))
    seating = search.seat_guests(world.anew, tries=tries, seconds=seconds)
    _write_anew(actor=actor, plan=plan, seats=seating.seats, expected_version=expected_version or plan.version)
    return seating


@lifecycle.use_case
def _write_anew(*, actor: Actor, plan: SeatingPlan, seats: Seats, expected_version: int) -> None:
    with change_plan(plan, actor, "seating.anew", expected_version):
        world = load_plan(plan)
        if seats.keys() - world.diners.keys():
            raise AlreadyDecided(_("The answers have changed meanwhile. Nothing was changed; please try again."))
        plan.seats.filter(pk__in=[unsettled.seat.pk for unsettled in world.unsettled]).delete()
        _write_seats(world, seats)


@lifecycle.use_case
def move_guest(
    *,
    actor: Actor,
    plan: SeatingPlan,
    key: str,
    table: int,
    seat: int,
    by_precedence: bool = False,
    reason: str = "",
    expected_version: int | None = None,
) -> faults.Effect:
    """Give somebody a seat. Whoever sits there gets the former seat. A companion goes along to a table for couples.

    Args:
        by_precedence: Seat the tables concerned by precedence afterwards.
        reason: Needed when the move makes a fault.

    Raises NotPossible for no such seat, no room for a couple, or a fault without a reason.
    """
    with change_plan(
        plan, actor, "seating.moved", expected_version, reason=reason, details={"table": table, "seat": seat}
    ):
        world = load_plan(plan)
        after, effect = plan_move(world, key, table, seat, by_precedence=by_precedence)
        if effect.faults and not reason.strip():
            raise NotPossible(_("This makes a fault of precedence or breaks a refusal; give a reason."))
        _write_seats(world, after)
        return effect


def plan_move(
    world: LoadedPlan, key: str, table: int, seat: int, *, by_precedence: bool = False
) -> tuple[Seats, faults.Effect]:
    """Return the seating after a move and what it changes. Raises NotPossible."""
    if key in world.barred:
        raise NotPossible(str(BARRED[world.barred[key]]))
    try:
        after = faults.moved(world.problem, world.seats, key, table, seat)
    except faults.CannotSit as problem:
        raise NotPossible(str(CANNOT_SIT[problem.reason])) from None
    if by_precedence:
        former = world.seats.get(key, (table, 0))[0]
        after = faults.in_order(world.problem, after, {table, former})
    return after, faults.effect(world.problem, world.seats, after)


@lifecycle.use_case
def take_away(*, actor: Actor, plan: SeatingPlan, key: str, expected_version: int | None = None) -> None:
    """Remove somebody's seat, for a guest the companion's too. Raises NotPossible for who has none, or presides."""
    with change_plan(plan, actor, "seating.taken_away", expected_version):
        if key in load_plan(plan).presiding.values():
            raise NotPossible(str(CANNOT_SIT["presides"]))
        group = key.removesuffix("c")
        companion_alone = key != group
        seats = plan.seats.filter(invitation_id=int(group))
        if companion_alone:
            seats = seats.filter(companion=True)
        if not seats.delete()[0]:
            raise NotPossible(_("This guest has no seat."))


@lifecycle.use_case
def confirm_seat(*, actor: Actor, plan: SeatingPlan, key: str, expected_version: int | None = None) -> None:
    """Leave the seat to the person who comes now by the invitation.

    Raises NotPossible for a substitute without a rank, and where the person would sit against precedence.
    """
    with change_plan(plan, actor, "seating.confirmed", expected_version):
        world = load_plan(plan)
        unsettled = next((entry for entry in world.unsettled if entry.key == key and entry.why == "replaced"), None)
        if unsettled is None:
            raise NotPossible(_("This seat no longer needs confirmation."))
        if key in world.barred:
            raise NotPossible(str(BARRED[world.barred[key]]))
        mark = given_to(unsettled.invitation, unsettled.seat.companion)
        Seat.objects.filter(pk=unsettled.seat.pk).update(given_to=mark)
        world = load_plan(plan)
        without = {other: place for other, place in world.seats.items() if other != key}
        if faults.effect(world.problem, without, world.seats).faults:
            message = _("%(who)s would sit here against precedence. Free the seat, and give another one.")
            raise NotPossible(message % {"who": world.diners[key].name})


@lifecycle.use_case
def keep_seat(
    *, actor: Actor, plan: SeatingPlan, table: int, seat: int, until: datetime, expected_version: int | None = None
) -> None:
    """Keep a seat until a time, for a late guest or for nobody yet. Raises NotPossible for a time in the past."""
    if until <= clock.now():
        raise NotPossible(_("That time has passed."))
    with change_plan(plan, actor, "seating.kept", expected_version, details={"table": table, "seat": seat}):
        row = plan.tables.filter(number=table).first()
        if row is None or not 1 <= seat <= row.seats or seat == row.host_seat:
            raise NotPossible(str(CANNOT_SIT["no_such_seat"]))
        if not plan.seats.filter(table=row, number=seat).update(kept_until=until):
            Seat.objects.create(plan=plan, table=row, number=seat, kept_until=until)


@lifecycle.use_case
def release_seat(
    *, actor: Actor, plan: SeatingPlan, table: int, seat: int, expected_version: int | None = None
) -> None:
    """End the keeping of a seat: its guest is there, or it is free again."""
    with change_plan(plan, actor, "seating.kept", expected_version, details={"table": table, "seat": seat}):
        seats = plan.seats.filter(table__number=table, number=seat)
        seats.filter(invitation__isnull=True).delete()
        seats.filter(invitation__isnull=False).update(kept_until=None)


def _write_seats(world: LoadedPlan, seats: Seats) -> None:
    """Write who sits where. Unchanged seats stay.

    Args:
        seats: Of everybody who sits after the change. An unsettled seat of somebody among them goes.
    """
    changed = {key for key in {*world.seats, *seats} if world.seats.get(key) != seats.get(key)}
    moved = {split_key(key) for key in changed}
    emptied = [seat.pk for seat in world.seat_rows if (seat.invitation_id, seat.companion) in moved]
    Seat.objects.filter(pk__in=emptied).delete()
    Seat.objects.bulk_create(_seat(world, key, *seats[key]) for key in seats if key in changed)


def _seat(world: LoadedPlan, key: str, table: int, number: int) -> Seat:
    diner = world.diners[key]
    return Seat(
        plan=world.plan,
        table=world.by_number[table],
        number=number,
        invitation=diner.invitation,
        companion=diner.companion,
        given_to=given_to(diner.invitation, diner.companion),
        kept_until=world.late.get(key),
    )
