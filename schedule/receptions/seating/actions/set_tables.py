"""The tables of a plan."""

from dataclasses import asdict, dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from conference.look.lists import in_words
from schedule.receptions.models import Seat, SeatingPlan, SeatingTable
from schedule.receptions.seating.actions.saving import change_plan
from schedule.receptions.seating.explanations import BARRED
from schedule.receptions.seating.geometry import SMALLEST, Shape, by_honour
from schedule.receptions.seating.models import MOST_SEATS, MOST_TABLES
from schedule.receptions.seating.queries import LoadedPlan, given_to, key_of, load_plan, plain_name

ONE_TABLE = gettext_lazy("A host presides at one table.")


@dataclass(frozen=True)
class TableValues:
    """What a table is like.

    Args:
        host: Key of the invitation of the guest who presides; None for none.
        host_name: Of somebody who presides and is no guest; empty for none.
    """

    shape: str = "round"
    seats: int = 10
    host: int | None = None
    host_name: str = ""
    host_languages: str = ""
    for_couples: bool = True

    def fields(self) -> dict[str, object]:
        """Return the columns. Raises NotPossible for a size that the shape cannot have."""
        least = SMALLEST[Shape(self.shape)] + self.has_host
        if not least <= self.seats <= MOST_SEATS:
            limits = {"least": least, "most": MOST_SEATS}
            raise NotPossible(_("Such a table has %(least)d to %(most)d seats.") % limits)
        if not self.for_couples and self.shape != Shape.HEAD:
            raise NotPossible(_("Companions sit apart from their guests only at a head table."))
        if self.host and self.host_name:
            raise NotPossible(_("Choose a guest who presides, or write the name of somebody else, not both."))
        fields = {name: value for name, value in asdict(self).items() if name != "host"}
        return {**fields, "host_seat": by_honour(Shape(self.shape), self.seats)[0] if self.has_host else 0}

    @property
    def has_host(self) -> bool:
        return bool(self.host or self.host_name)


@lifecycle.use_case
def add_tables(
    *, actor: Actor, plan: SeatingPlan, values: TableValues, count: int = 1, expected_version: int | None = None
) -> list[SeatingTable]:
    """Add tables of one kind, numbered after those that stand.

    Raises NotPossible for a wrong size or too many, and for a host who presides elsewhere or is a guest of that name.
    """
    fields = values.fields()
    if count > 1 and values.has_host:
        raise NotPossible(str(ONE_TABLE))
    with change_plan(plan, actor, "seating.tables", expected_version, details={"added": count}):
        last = max(plan.tables.values_list("number", flat=True), default=0)
        if not 1 <= count <= MOST_TABLES - last:
            raise NotPossible(_("A plan has at most %(most)d tables.") % {"most": MOST_TABLES})
        check_host(load_plan(plan), values)
        rows = [SeatingTable(plan=plan, number=last + step, **fields) for step in range(1, count + 1)]
        tables = SeatingTable.objects.bulk_create(rows)
        _seat_host(plan, tables[0], values)
        return tables


@lifecycle.use_case
def change_table(
    *, actor: Actor, plan: SeatingPlan, number: int, values: TableValues, expected_version: int | None = None
) -> SeatingTable:
    """Change a table.

    Raises NotPossible, naming them, while some sit where there would be no seat for guests; and for a host who presides elsewhere or is
    a guest of that name.
    """
    fields = values.fields()
    with change_plan(plan, actor, "seating.tables", expected_version, details={"table": number}):
        world = load_plan(plan)
        table = _table(world, number)
        check_host(world, values, number)
        stays = range(1, values.seats + 1)
        hosts = {values.host, *(seat.invitation_id for seat in _host_seats(world, table))}
        without = [
            seat
            for seat in world.seat_rows
            if seat.table_id == table.pk
            and (seat.number not in stays or seat.number == fields["host_seat"])
            and (seat.companion or seat.invitation_id not in hosts)
        ]
        if without:
            message = _(
                "%(who)s: first assign another seat; after the change, %(table)s no longer has this seat for guests."
            )
            raise NotPossible(message % {"who": in_words(_name_at(world, seat) for seat in without), "table": table})
        Seat.objects.filter(pk__in=[seat.pk for seat in _host_seats(world, table)]).delete()
        for name, value in fields.items():
            setattr(table, name, value)
        table.save()
        _seat_host(plan, table, values)
        return table


def check_host(world: LoadedPlan, values: TableValues, number: int = 0) -> None:
    """Raise NotPossible unless who would preside at the table comes, presides at no other one, and is no guest written as somebody else."""
    if values.host_name:
        name = plain_name(values.host_name)
        if any(table.number != number and plain_name(table.host_name) == name for table in world.tables):
            raise NotPossible(str(ONE_TABLE))
        if any(name in diner.names for diner in world.diners.values()):
            message = _(
                "%(who)s is a guest of this reception. Choose the guest who presides, so that nobody has two seats."
            )
            raise NotPossible(message % {"who": values.host_name})
    if values.host:
        key = key_of(values.host, False)
        if key not in world.diners:
            raise NotPossible(_("Choose a guest of this reception."))
        if world.barred.get(key) == "rank":
            raise NotPossible(str(BARRED["rank"]))
        if any(other != number and host == key for other, host in world.presiding.items()):
            raise NotPossible(str(ONE_TABLE))


def _host_seats(world: LoadedPlan, table: SeatingTable) -> list[Seat]:
    """Return the row of the host's seat, if a guest presides or did."""
    return [seat for seat in world.seat_rows if (seat.table_id, seat.number) == (table.pk, table.host_seat)]


def _seat_host(plan: SeatingPlan, table: SeatingTable, values: TableValues) -> None:
    """Give the guest who presides the host's seat. A companion who sat at another table comes along, where there is a seat."""
    if values.host is None:
        return
    seats = plan.seats.filter(invitation_id=values.host)
    seats.filter(companion=False).delete()
    invitation = plan.reception.invitations.select_related("guest").get(pk=values.host)
    mark = given_to(invitation, False)
    Seat.objects.create(plan=plan, table=table, number=table.host_seat, invitation=invitation, given_to=mark)
    if not table.for_couples:
        return
    taken = set(plan.seats.filter(table=table).values_list("number", flat=True))
    free = [seat for seat in by_honour(Shape(table.shape), table.seats) if seat not in taken]
    apart = seats.filter(companion=True).exclude(table=table)
    if free:
        apart.update(table=table, number=free[-1])
    else:
        apart.delete()


def _name_at(world: LoadedPlan, seat: Seat) -> str:
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


def _table(world: LoadedPlan, number: int) -> SeatingTable:
    table = world.by_number.get(number)
    if table is None:
        raise NotPossible(_("There is no table %(number)d.") % {"number": number})
    return table
