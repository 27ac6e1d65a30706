"""What the database enforces for the gates: unchangeable scans, tallies that follow presences, and the check in one statement."""

from pathlib import Path

from conference.db import guards
from conference.db.guard_objects import Key, Part
from conference.retention import periods
from delegations.gates.models import Scan

PRESENCE, TALLY = "gates_presence", "gates_tally"
CHECK, BY_BADGE = "gate_check", "gate_by_badge"
SOURCE = Path(__file__).with_name("gate_check.sql")


def _declare() -> None:
    guards.append_only(Scan, deleted_if=periods.is_purging("gate_scans"))
    _tally("INSERT", "(NEW.since IS NOT NULL)::int")
    _tally("UPDATE", "(NEW.since IS NOT NULL)::int - (OLD.since IS NOT NULL)::int")
    guards.declare(
        guards.Guard(
            CHECK,
            Scan._meta.db_table,
            [
                # Result columns may change with a version, which REPLACE refuses.
                Part(
                    Key("FUNCTION", name, ""),
                    (SOURCE.with_name(f"{name}.sql").read_text(encoding="utf-8"),),
                    in_place=False,
                )
                for name in (BY_BADGE, CHECK)
            ],
        )
    )


def _tally(verb: str, change: str) -> None:
    add = f"INSERT INTO {TALLY} (place, delegation_id, inside)"
    merge = f"ON CONFLICT (place, delegation_id) DO UPDATE SET inside = {TALLY}.inside + excluded.inside"
    body = (
        f"IF ({change}) <> 0 THEN UPDATE {TALLY} SET inside = inside + ({change}) "
        "WHERE place = NEW.place AND delegation_id = NEW.delegation_id; "
        f"IF NOT FOUND THEN {add} VALUES (NEW.place, NEW.delegation_id, {change}) {merge}; END IF; END IF; RETURN NULL;"
    )
    guards.trigger(f"{PRESENCE}_tally_{verb.lower()}", PRESENCE, f"AFTER {verb}", body)


_declare()
