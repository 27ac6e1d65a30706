"""The capacity of receptions in the database: `taken` counts the persons of accepted invitations, limited by a check constraint.

An invitation names the party of its guest.

And nobody who has left a delegation answers: no invitation becomes one that is accepted, waits or proposes a substitute.

Of the seating: a seat is one that its table has, and the host's only for a guest who presides; table, seat, wish and rule are of one
plan, and whom they name is invited to its reception. That nobody sits twice is a constraint of the model. Versions of a plan are
append-only.
"""

from conference.db import guards
from schedule.receptions.models import PlanVersion

INVITATION, RECEPTION = "receptions_invitation", "receptions_reception"
DELEGATE, DELEGATION, OUTSIDE_GUEST = "registration_delegate", "registration_delegation", "receptions_outsideguest"
PLAN, TABLE, SEAT = "receptions_seatingplan", "receptions_seatingtable", "receptions_seat"
WISH, RULE = "receptions_wish", "receptions_guestrule"
OTHER_PARTY = "receptions_invitation: the guest is of another party"
GUEST_GONE = "receptions_invitation: the guest has left the delegation"
NO_SUCH_SEAT = "receptions_seat: the table has no such seat for guests"
TOO_FEW_SEATS = "receptions_seatingtable: somebody sits on a seat that it would not have"
OTHER_PLAN = "{table}: of another plan"
OTHER_RECEPTION = "{table}: not invited to this reception"


def _declare() -> None:
    """Declare the counting triggers. The UPDATE of the reception's row makes rivals wait."""
    for verb in ("INSERT", "UPDATE"):
        new, old = _held("NEW"), _held("OLD") if verb == "UPDATE" else "0"
        count = f"UPDATE {RECEPTION} SET taken = taken + ({new}) - ({old}) WHERE id = NEW.reception_id AND ({new}) <> ({old});"
        name = f"{INVITATION}_counted_{verb.lower()}"
        guards.trigger(name, INVITATION, f"AFTER {verb}", f"{count} RETURN NULL;")
        _guest_is_there(verb)
    same = f"SELECT 1 FROM {DELEGATION} WHERE id = NEW.delegation_id AND party_id = NEW.party_id"
    same += f" UNION ALL SELECT 1 FROM {OUTSIDE_GUEST} WHERE id = NEW.outside_guest_id AND party_id = NEW.party_id"
    # Only where one of them changes: an answer looks nothing up.
    named = ("party_id", "delegation_id", "outside_guest_id")
    changed = " OR ".join(f"NEW.{column} IS DISTINCT FROM OLD.{column}" for column in named)
    for verb, condition in (("INSERT", "true"), ("UPDATE", changed)):
        _refuse(
            f"{INVITATION}_party_{verb.lower()}",
            INVITATION,
            verb,
            OTHER_PARTY,
            f"({condition}) AND NOT EXISTS ({same})",
        )
    invited = f"SELECT 1 FROM {INVITATION} WHERE outside_guest_id = NEW.id AND party_id <> NEW.party_id"
    moved = f"NEW.party_id <> OLD.party_id AND EXISTS ({invited})"
    _refuse(f"{OUTSIDE_GUEST}_party_update", OUTSIDE_GUEST, "UPDATE", OTHER_PARTY, moved)


def _held(row: str) -> str:
    """Return how many places a row holds: those of a yes, and of a guest whose substitute awaits the host."""
    return f"CASE WHEN {row}.state = 'accepted' OR {row}.keeps_place THEN {row}.persons ELSE 0 END"


def _guest_is_there(verb: str) -> None:
    became = "NEW.state IN ('accepted', 'waiting', 'substitute')"
    became += " AND (OLD.state <> NEW.state OR OLD.guest_id <> NEW.guest_id)" if verb == "UPDATE" else ""
    has_left = (
        f"{became} AND EXISTS (SELECT 1 FROM {DELEGATE} WHERE id = NEW.guest_id AND state IN ('withdrawn', 'refused'))"
    )
    guards.refuse(f"{INVITATION}_guest_{verb.lower()}", INVITATION, f"BEFORE {verb}", has_left, says=GUEST_GONE)


def _refuse(name: str, table: str, verb: str, says: str, condition: str) -> None:
    guards.refuse(name, table, f"BEFORE {verb}", condition, says=says)


def _declare_seating() -> None:
    """Declare what holds of seats. A seat locks its table's row, so that the table cannot shrink meanwhile."""
    for verb in ("INSERT", "UPDATE"):
        suffix = verb.lower()
        presides = "host_name = '' AND NEW.invitation_id IS NOT NULL AND NOT NEW.companion"
        has = (
            f"SELECT 1 FROM {TABLE} WHERE id = NEW.table_id AND NEW.number BETWEEN 1 AND seats "
            f"AND (NEW.number <> host_seat OR {presides})"
        )
        _refuse(f"{SEAT}_exists_{suffix}", SEAT, verb, NO_SUCH_SEAT, f"NOT EXISTS ({has} FOR SHARE)")
        for table, empty in ((SEAT, ""), (RULE, "NEW.table_id IS NOT NULL AND ")):
            same = f"SELECT 1 FROM {TABLE} WHERE id = NEW.table_id AND plan_id = NEW.plan_id"
            says = OTHER_PLAN.format(table=table)
            _refuse(f"{table}_one_plan_{suffix}", table, verb, says, f"{empty}NOT EXISTS ({same})")
        for table, columns in ((SEAT, ("invitation_id",)), (RULE, ("invitation_id",)), (WISH, ("one_id", "other_id"))):
            strange = " OR ".join(f"(NEW.{column} IS NOT NULL AND NOT {_invited(column)})" for column in columns)
            _refuse(f"{table}_invited_{suffix}", table, verb, OTHER_RECEPTION.format(table=table), strange)
    sits = f"SELECT 1 FROM {SEAT} WHERE table_id = NEW.id AND (number > NEW.seats OR number = NEW.host_seat AND NEW.host_name <> '')"
    _refuse(f"{TABLE}_seats_update", TABLE, "UPDATE", TOO_FEW_SEATS, f"EXISTS ({sits})")


def _invited(column: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {INVITATION} AS i JOIN {PLAN} AS p ON p.reception_id = i.reception_id "
        f"WHERE i.id = NEW.{column} AND p.id = NEW.plan_id)"
    )


_declare()
_declare_seating()
guards.append_only(PlanVersion, erasable=("data",))
