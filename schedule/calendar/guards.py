"""In the database: no room, person or interpreter has two overlapping engagements. Ranges are half-open: neighbours may touch."""

from conference.db import guards
from conference.db.guard_objects import Key, Part

TABLE = "calendar_engagement"


def _declare() -> None:
    for column in ("room_id", "person_id", "interpreter_id"):
        guards.declare(_no_overlap(column))


def _no_overlap(column: str) -> guards.Guard:
    name = f"{TABLE}_{column}_free"
    exclusion = (
        f"ALTER TABLE {TABLE} ADD CONSTRAINT {name} EXCLUDE USING gist "
        f"({column} WITH =, tstzrange(starts, ends, '[)') WITH &&) WHERE ({column} IS NOT NULL)"
    )
    statements = ("CREATE EXTENSION IF NOT EXISTS btree_gist", exclusion)
    return guards.Guard(name, TABLE, [Part(Key("CONSTRAINT", name, TABLE), statements, in_place=False)])


_declare()
