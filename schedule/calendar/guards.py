"""Rule 1 in the database: no room, person or interpreter has two overlapping engagements. Ranges are half-open: neighbours may touch."""

from __future__ import annotations

from conference.db import guards
from conference.db.guards_postgresql import Key, Part

TABLE = "calendar_engagement"


def _declare() -> None:
    for column in ("room_id", "person_id", "interpreter_id"):
        guards.declare(_no_overlap(column))


def _no_overlap(column: str) -> guards.Guard:
    name = f"{TABLE}_{column}_free"
    says = f"{TABLE}: {column} is engaged already"
    clash = (
        f"SELECT RAISE(ABORT, '{says}') WHERE EXISTS (SELECT 1 FROM {TABLE} WHERE {column} = NEW.{column} "
        "AND starts < NEW.ends AND ends > NEW.starts AND id <> NEW.id);"
    )
    exclusion = (
        f"ALTER TABLE {TABLE} ADD CONSTRAINT {name} EXCLUDE USING gist "
        f"({column} WITH =, tstzrange(starts, ends, '[)') WITH &&) WHERE ({column} IS NOT NULL)"
    )
    return guards.Guard(
        name,
        TABLE,
        sqlite={
            # AFTER: only then has a new row its id.
            f"{name}_{verb.lower()}": f"CREATE TRIGGER {name}_{verb.lower()} AFTER {verb} ON {TABLE} FOR EACH ROW "
            f"WHEN NEW.{column} IS NOT NULL BEGIN {clash} END"
            for verb in ("INSERT", "UPDATE")
        },
        postgresql=[
            Part(
                Key("CONSTRAINT", name, TABLE),
                ("CREATE EXTENSION IF NOT EXISTS btree_gist", exclusion),
                in_place=False,
            )
        ],
    )


_declare()
