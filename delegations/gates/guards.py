"""What the database enforces for the gates: unchangeable scans, tallies that follow presences, and the check in one statement."""

from __future__ import annotations

from pathlib import Path

from conference.db import guards
from conference.db.guards_postgresql import Key, Part
from delegations.gates.models import Scan

PRESENCE, TALLY = "gates_presence", "gates_tally"
CHECK, BY_BADGE = "gate_check", "gate_by_badge"
SOURCE = Path(__file__).with_name("gate_check.sql")


def _declare() -> None:
    guards.append_only(Scan)
    _tally("INSERT", "(NEW.since IS NOT NULL)")
    _tally("UPDATE", "(NEW.since IS NOT NULL) - (OLD.since IS NOT NULL)")
    guards.declare(
        guards.Guard(
            CHECK,
            Scan._meta.db_table,
            postgresql=[
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
    integers = change.replace("NULL)", "NULL)::int")
    add = f"INSERT INTO {TALLY} (place, delegation_id, inside)"
    merge = f"ON CONFLICT (place, delegation_id) DO UPDATE SET inside = {TALLY}.inside + excluded.inside"
    guards.declare(
        guards.trigger(
            f"{PRESENCE}_tally_{verb.lower()}",
            PRESENCE,
            f"AFTER {verb}",
            f"{add} SELECT NEW.place, NEW.delegation_id, 0 WHERE NOT EXISTS "
            f"(SELECT 1 FROM {TALLY} WHERE place = NEW.place AND delegation_id = NEW.delegation_id); "
            f"UPDATE {TALLY} SET inside = inside + ({change}) "
            f"WHERE place = NEW.place AND delegation_id = NEW.delegation_id AND ({change}) <> 0;",
            f"IF ({integers}) <> 0 THEN UPDATE {TALLY} SET inside = inside + ({integers}) "
            "WHERE place = NEW.place AND delegation_id = NEW.delegation_id; "
            f"IF NOT FOUND THEN {add} VALUES (NEW.place, NEW.delegation_id, {integers}) {merge}; END IF; END IF; RETURN NULL;",
        )
    )


_declare()
