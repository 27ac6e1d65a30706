"""The tables of a plan."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from conference.look.lists import in_words
from schedule.receptions.models import Seat, SeatingPlan, SeatingTable
from schedule.receptions.seating.actions.saving import change_plan
from schedule.receptions.seating.geometry import SMALLEST, Shape, by_honour
from schedule.receptions.seating.models import MOST_SEATS, MOST_TABLES
from schedule.receptions.seating.queries import World, load_plan


@dataclass(frozen=True)
class TableValues:
    """What a table is like; `host_name` is empty where nobody of the host's side presides."""

    shape: str = "round"
    seats: int = 10
    host_name: str = ""
    host_languages: str = ""
    for_couples: bool = True

    def fields(self) -> dict[str, object]:
        """Return the columns. Raises NotPossible for a size that the shape cannot have."""
        least = SMALLEST[Shape(self.shape)] + bool(self.host_name)
        if not least <= self.seats <= MOST_SEATS:
            limits = {"least": least, "most": MOST_SEATS}
            raise NotPossible(_("Such a table has %(least)d to %(most)d seats.") % limits)
        if not self.for_couples and self.shape != Shape.HEAD:
            raise NotPossible(_("Companions sit apart from their guests only at a head table."))
        return {**asdict(self), "host_seat": by_honour(Shape(self.shape), self.seats)[0] if self.host_name else 0}


@lifecycle.use_case
def add_tables(
    *, actor: Actor, plan: SeatingPlan, values: TableValues, count: int = 1, expected_version: int | None = None
) -> list[SeatingTable]:
    """Add tables of one kind, numbered after those that stand. Raises NotPossible for a wrong size or too many."""
    fields = values.fields()
    with change_plan(plan, actor, "seating.tables", expected_version, details={"added": count}):
        last = max(plan.tables.values_list("number", flat=True), default=0)
        if not 1 <= count <= MOST_TABLES - last:
            raise NotPossible(_("A plan has at most %(most)d tables.") % {"most": MOST_TABLES})
        rows = [SeatingTable(plan=plan, number=last + step, **fields) for step in range(1, count + 1)]
        return SeatingTable.objects.bulk_create(rows)


@lifecycle.use_case
def change_table(
    *, actor: Actor, plan: SeatingPlan, number: int, values: TableValues, expected_version: int | None = None
) -> SeatingTable:
    """Change a table. Raises NotPossible, naming them, while some sit where there would be no seat for guests."""
    fields = values.fields()
    with change_plan(plan, actor, "seating.tables", expected_version, details={"table": number}):
        world = load_plan(plan)
        table = _table(world, number)
        stays = range(1, values.seats + 1)
        without = [
            seat
            for seat in world.seat_rows
            if seat.table_id == table.pk and (seat.number not in stays or seat.number == fields["host_seat"])
        ]
        if without:
            message = _(
                "%(who)s: first assign another seat; after the change, %(table)s no longer has this seat for guests."
            )
            raise NotPossible(message % {"who": in_words(_name_at(world, seat) for seat in without), "table": table})
        for name, value in fields.items():
            setattr(table, name, value)
        table.save()
        return table


def _name_at(world: World, seat: Seat) -> str:
    """Return the name of who sits on a seat, else its number."""
    invitation = world.invitations.get(seat.invitation_id or 0)
    coming = invitation is not None and invitation.state == "accepted"
    return invitation.name_of(seat.companion) if invitation and coming else str(seat.number)


@lifecycle.use_case
def remove_table(*, actor: Actor, plan: SeatingPlan, number: int, expected_version: int | None = None) -> int:
    """Remove a table. Return how many persons lose their seat."""
    with change_plan(plan, actor, "seating.tables", expected_version, details={"removed": number}):
        table = _table(load_plan(plan), number)
        seated = table.taken.filter(invitation__isnull=False).count()
        table.delete()
        return seated


def _table(world: World, number: int) -> SeatingTable:
    table = world.by_number.get(number)
    if table is None:
        raise NotPossible(_("There is no table %(number)d.") % {"number": number})
    return table
