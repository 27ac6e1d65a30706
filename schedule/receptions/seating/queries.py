"""A plan as the pure modules read it: the guests in the order of precedence, seats, and unsettled seats."""

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

from django.db.models import QuerySet

from conference.core import clock
from conference.look import honorifics
from conference.look.language_names import language_codes
from conference.models import Rank
from conference.parties import seating as parties_order
from conference.parties.models import FirstSeat, Party
from delegations.registration.members.models import Sex
from delegations.registration.models import Delegate
from delegations.registration.seating.queries import first_seat
from schedule.receptions.invitations.queries import all_invitations
from schedule.receptions.models import GuestRule, Invitation, Seat, SeatingPlan, SeatingTable, Wish
from schedule.receptions.seating import problem as plain
from schedule.receptions.seating.geometry import Shape
from schedule.receptions.seating.order import Guest, Precedence, order
from schedule.receptions.seating.problem import Person, Problem, Seats

SEXES: dict[str, str] = {Sex.FEMALE: "female", Sex.MALE: "male"}
COMPANION = "c"
OUTSIDE = "outside"  # an outside guest's invitation never passes to another person


def key_of(invitation_id: int, companion: bool) -> str:
    return f"{invitation_id}{COMPANION if companion else ''}"


def split_key(key: str) -> tuple[int, bool]:
    """Return invitation and whether the companion is meant. Raises ValueError."""
    return int(key.removesuffix(COMPANION)), key.endswith(COMPANION)


def given_to(invitation: Invitation, companion: bool) -> str:
    """Return a mark of the person who has a seat, by which a change of person is noticed."""
    if companion:
        return invitation.companion_name
    return invitation.substitute_name or (f"#{invitation.guest_id}" if invitation.guest_id else OUTSIDE)


def plain_name(written: str) -> str:
    """Return a name without honorific, by which two spellings of one name are compared."""
    name = honorifics.bare(unicodedata.normalize("NFC", written))
    return " ".join(name.casefold().replace(".", " ").split())


@dataclass(frozen=True)
class Diner:
    """A person who comes to table.

    Args:
        precedence: The place in the order of precedence.
        rank: That protocol gave, else the guest's own.
    """

    invitation: Invitation
    companion: bool
    precedence: Precedence
    rank: Rank | None

    @property
    def key(self) -> str:
        return key_of(self.invitation.pk, self.companion)

    @property
    def name(self) -> str:
        return self.invitation.name_of(self.companion)

    @property
    def party(self) -> Party:
        return self.invitation.party

    @property
    def is_substitute(self) -> bool:
        return bool(self.invitation.substitute_name) and not self.companion

    @property
    def title(self) -> str:
        """Return the title that the person holds, else the rank's name; empty for companions without an office."""
        if self.is_substitute:
            return self.invitation.substitute_function or self._rank_name
        held = "" if self.companion else self.invitation.person.functional_title
        return held or self._rank_name

    @property
    def _rank_name(self) -> str:
        return str(self.rank) if self.rank else ""

    @property
    def names(self) -> set[str]:
        """Return the names by which the person may be written, as `plain_name` compares them."""
        guest = self._guest
        written = (guest.latin_name, guest.name_native, guest.badge_name) if guest else ()
        return {plain_name(name) for name in (self.name, *written) if name}

    @property
    def _guest(self) -> Delegate | None:
        """Return the guest of a delegation, if that is who comes: nothing is known of companions, substitutes and outside guests."""
        return None if self.companion or self.is_substitute else self.invitation.guest

    @property
    def languages(self) -> frozenset[str]:
        return frozenset(language_codes(self._guest.languages)) if self._guest else frozenset()

    @property
    def sex(self) -> str:
        return SEXES.get(self._guest.sex, "") if self._guest else ""

    @property
    def person(self) -> Person:
        precedence = self.precedence
        return Person(
            self.key,
            precedence.number,
            self.party.code,
            precedence.group,
            self.companion,
            languages=self.languages,
            sex=self.sex,
        )


@dataclass(frozen=True)
class UnsettledSeat:
    """A seat whose person does not have it any more. `why` is an invitation's state, `replaced`, `alone`, or as in `LoadedPlan.barred`."""

    seat: Seat
    invitation: Invitation
    why: str

    @property
    def key(self) -> str:
        return key_of(self.invitation.pk, self.seat.companion)

    @property
    def comes(self) -> str:
        """Return who comes by the invitation now."""
        return self.invitation.name_of(self.seat.companion)


@dataclass(frozen=True)
class LoadedPlan:
    """A plan with all that is read for it."""

    plan: SeatingPlan
    invitations: Mapping[int, Invitation]
    rules: Mapping[tuple[int, bool], GuestRule]
    ranks: Sequence[Rank]
    first: FirstSeat | None
    tables: Sequence[SeatingTable] = ()
    seat_rows: Sequence[Seat] = ()
    wishes: Sequence[Wish] = ()

    @cached_property
    def _coming(self) -> list[Invitation]:
        return [invitation for invitation in self.invitations.values() if invitation.state == "accepted"]

    @cached_property
    def parties(self) -> list[Party]:
        """Return the parties whose invitations are accepted, in the order of the seats from the first drawn."""
        parties = {invitation.party_id: invitation.party for invitation in self._coming}
        return parties_order.order(parties.values(), self.first)

    @cached_property
    def levels(self) -> dict[int, int]:
        """Return of each rank, by key, the first position in its tie group."""
        first: dict[int, int] = {}
        for rank in self.ranks:
            first[rank.tie_group] = min(rank.position, first.get(rank.tie_group, rank.position))
        return {rank.pk: first[rank.tie_group] for rank in self.ranks}

    def rule_of(self, invitation: Invitation, companion: bool) -> GuestRule | None:
        """Return what protocol set of the person who comes now."""
        rule = self.rules.get((invitation.pk, companion))
        return rule if rule and rule.given_to == given_to(invitation, companion) else None

    def rank_of(self, invitation: Invitation, companion: bool) -> Rank | None:
        """Return the rank that protocol set, else the guest's own. Of substitutes and companions none else is known."""
        rule = self.rule_of(invitation, companion)
        own_rank = self._rank_by_key.get(rule.rank_id) if rule and rule.rank_id else None
        if own_rank or companion or invitation.substitute_name:
            return own_rank
        return self._rank_by_key.get(invitation.person.protocol_rank_id or 0)

    @cached_property
    def _rank_by_key(self) -> dict[int, Rank]:
        return {rank.pk: rank for rank in self.ranks}

    @cached_property
    def diners(self) -> dict[str, Diner]:
        """Return who comes by key, in the order of precedence."""
        codes = [party.code for party in self.parties]
        precedences = order(list(self._guests()), codes, companions_last=self.plan.companions == "last")
        diners = (self._diner(precedence) for precedence in precedences)
        return {diner.key: diner for diner in diners}

    def _diner(self, precedence: Precedence) -> Diner:
        invitation = self.invitations[int(precedence.group)]
        return Diner(invitation, precedence.companion, precedence, self.rank_of(invitation, precedence.companion))

    def _guests(self) -> Iterator[Guest]:
        for invitation in self._coming:
            rank, office = self.rank_of(invitation, False), self.rank_of(invitation, True)
            yield Guest(
                group=str(invitation.pk),
                party=invitation.party.code,
                level=self.levels[rank.pk] if rank else None,
                awaits_rank=bool(invitation.substitute_name) and rank is None,
                companion=invitation.persons > 1,
                companion_level=self.levels[office.pk] if office else None,
            )

    @cached_property
    def barred(self) -> dict[str, str]:
        """Return who gets no seat yet, and why: `rank`, a substitute's is not set; `presides`, named as a host who is no guest."""
        hosts = {plain_name(table.host_name) for table in self.tables if table.host_name}
        barred: dict[str, str] = {}
        for group in {diner.precedence.group for diner in self.diners.values()}:
            keys = [key for companion in (False, True) if (key := key_of(int(group), companion)) in self.diners]
            guest = self.diners[keys[0]]
            if guest.is_substitute and guest.rank is None:
                barred |= dict.fromkeys(keys, "rank")
            elif named := [key for key in keys if hosts & self.diners[key].names]:
                barred |= dict.fromkeys(keys if named[0] == keys[0] else named, "presides")
        return barred

    @cached_property
    def unsettled(self) -> list[UnsettledSeat]:
        """Return the seats whose person no longer comes, was replaced, or gets no seat yet."""
        return [
            UnsettledSeat(seat, self.invitations[seat.invitation_id], why)
            for seat in self.seat_rows
            if seat.invitation_id is not None and (why := self._why_unsettled(seat))
        ]

    def _why_unsettled(self, seat: Seat) -> str:
        invitation = self.invitations[seat.invitation_id or 0]
        if invitation.state != "accepted":
            return invitation.state
        if seat.companion and invitation.persons < 2:
            return "alone"
        if seat.given_to != given_to(invitation, seat.companion):
            return "replaced"
        return self.barred.get(key_of(invitation.pk, seat.companion), "")

    @cached_property
    def seats(self) -> Seats:
        """Return who sits where, without unsettled seats."""
        unsettled = {entry.seat.pk for entry in self.unsettled}
        return {
            key_of(seat.invitation_id, seat.companion): self._place(seat)
            for seat in self.seat_rows
            if seat.invitation_id is not None and seat.pk not in unsettled
        }

    def _place(self, seat: Seat) -> tuple[int, int]:
        return self.table_number[seat.table_id], seat.number

    @cached_property
    def key_at(self) -> dict[tuple[int, int], str]:
        return {place: key for key, place in self.seats.items()}

    @cached_property
    def unsettled_at(self) -> set[tuple[int, int]]:
        return {self._place(entry.seat) for entry in self.unsettled}

    @cached_property
    def late(self) -> dict[str, datetime]:
        """Return until when the seats of guests who come late are kept, by key."""
        return {
            key_of(seat.invitation_id, seat.companion): seat.kept_until
            for seat in self.seat_rows
            if seat.invitation_id is not None and seat.kept_until
        }

    @cached_property
    def for_nobody(self) -> dict[tuple[int, int], datetime]:
        """Return the seats that are kept free for nobody yet, and until when."""
        rows = [seat for seat in self.seat_rows if seat.invitation_id is None]
        return {self._place(seat): seat.kept_until for seat in rows if seat.kept_until}

    @cached_property
    def table_number(self) -> dict[int, int]:
        return {table.pk: table.number for table in self.tables}

    @cached_property
    def by_number(self) -> dict[int, SeatingTable]:
        return {table.number: table for table in self.tables}

    @cached_property
    def presiding(self) -> dict[int, str]:
        """Return the keys of the guests who preside, by table."""
        hosts = {table.number: self.key_at.get((table.number, table.host_seat), "") for table in self.tables}
        return {number: key for number, key in hosts.items() if key}

    def host_called(self, table: SeatingTable) -> str:
        """Return the name of who presides; empty for nobody, or nobody yet."""
        key = self.presiding.get(table.number)
        return self.diners[key].name if key else table.host_called

    @cached_property
    def problem(self) -> Problem:
        """Return the plan as it is. Unsettled seats are closed."""
        return self._problem(self.unsettled_at)

    @cached_property
    def anew(self) -> Problem:
        """Return the plan for seating everybody anew: unsettled seats are free, late guests stay at their tables."""
        return self._problem(set())

    def _problem(self, closed: set[tuple[int, int]]) -> Problem:
        closed = closed | set(self.for_nobody)
        seated = {key: diner for key, diner in self.diners.items() if key not in self.barred}
        wishes = [plain.Wish(plain.Tie(wish.tie), str(wish.one_id), str(wish.other_id)) for wish in self.wishes]
        return Problem(
            people=[diner.person for diner in seated.values()],
            tables=[_table(table, closed, self.presiding.get(table.number, "")) for table in self.tables],
            wishes=[wish for wish in wishes if wish.one in seated and wish.other in seated],
            fixed={group: number for group, number in self._fixed().items() if group in seated},
            hosts={
                f"h{table.number}": frozenset(language_codes(table.host_languages))
                for table in self.tables
                if table.host_name
            },
            alternate=self.plan.alternate,
        )

    def _fixed(self) -> dict[str, int]:
        """Return the tables of who presides, of who is fixed and of who comes late, by group."""
        fixed = {str(split_key(key)[0]): number for number, key in self.presiding.items()}
        for invitation in self._coming:
            rule = self.rule_of(invitation, False)
            if rule and rule.table_id:
                fixed.setdefault(str(invitation.pk), self.table_number[rule.table_id])
        for key in self.late:
            if key in self.seats:
                fixed.setdefault(str(split_key(key)[0]), self.seats[key][0])
        return fixed

    def name_of(self, group: str) -> str:
        return self.diners[group].name


def _table(table: SeatingTable, closed: set[tuple[int, int]], guest: str) -> plain.Table:
    """Return a table as plain data.

    Args:
        guest: Key of the guest who presides; empty where none does.
    """
    return plain.Table(
        number=table.number,
        shape=Shape(table.shape),
        seats=table.seats,
        host=guest or (f"h{table.number}" if table.host_seat else ""),
        closed=frozenset(seat for number, seat in closed if number == table.number),
        for_couples=table.for_couples,
    )


def load_plan(plan: SeatingPlan) -> LoadedPlan:
    """Read a plan. Nine queries, whatever its size."""
    seats = plan.seats.select_related("table").order_by("table__number", "number")
    return replace(
        load_diners(plan),
        tables=list(plan.tables.order_by("number")),
        seat_rows=list(seats),
        wishes=list(plan.wishes.all()),
    )


def load_diners(plan: SeatingPlan) -> LoadedPlan:
    """Read who comes and how they rank. The plan need not be stored. Six queries."""
    rules = plan.rules.all() if plan.pk else ()
    return LoadedPlan(
        plan=plan,
        invitations={row.pk: row for row in all_invitations().filter(reception=plan.reception_id)},
        rules={(rule.invitation_id, rule.companion): rule for rule in rules},
        ranks=list(Rank.objects.all()),
        first=first_seat(),
    )


def plan_of(code: str) -> SeatingPlan | None:
    return SeatingPlan.objects.select_related("reception__room").filter(reception__code=code).first()


def kept_too_long() -> QuerySet[Seat]:
    """Return seats kept beyond their time, by reception and then oldest first, unless it is over."""
    now = clock.now()
    seats = Seat.objects.filter(kept_until__lte=now, plan__reception__ends__gt=now)
    seats = seats.select_related("table", "plan__reception")
    return seats.order_by("plan__reception__starts", "plan", "kept_until", "pk")
