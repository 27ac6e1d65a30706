"""Rule 1 in the database: no room and no person has two engagements that overlap. Ranges are half-open, so neighbours may touch."""

from __future__ import annotations

from conference import guards

TABLE = "calendar_engagement"


def declare() -> None:
    """Declares the guard of each of the two; `CalendarConfig.ready` calls it."""
    for column in ("room_id", "person_id"):
        guards.declare(_no_overlap(column))


def _no_overlap(column: str) -> guards.Guard:
    name = f"{TABLE}_{column}_free"
    says = f"{TABLE}: {column} is engaged already"
    clash = (
        f"SELECT RAISE(ABORT, '{says}') WHERE EXISTS (SELECT 1 FROM {TABLE} WHERE {column} = NEW.{column} "
        "AND starts < NEW.ends AND ends > NEW.starts AND id <> NEW.id);"
    )
    return guards.Guard(
        name,
        TABLE,
        make={
            "sqlite": [
                statement
                for verb in ("INSERT", "UPDATE")
                for statement in (
                    f"DROP TRIGGER IF EXISTS {name}_{verb.lower()}",
                    # AFTER: only then has a new row its id.
                    f"CREATE TRIGGER {name}_{verb.lower()} AFTER {verb} ON {TABLE} FOR EACH ROW "
                    f"WHEN NEW.{column} IS NOT NULL BEGIN {clash} END",
                )
            ],
            "postgresql": [
                "CREATE EXTENSION IF NOT EXISTS btree_gist",
                # Only when it is missing: building it anew would read the whole table at every migration.
                f"DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conname = '{name}') THEN "
                f"ALTER TABLE {TABLE} ADD CONSTRAINT {name} EXCLUDE USING gist "
                f"({column} WITH =, tstzrange(starts, ends, '[)') WITH &&) WHERE ({column} IS NOT NULL); END IF; END $$",
            ],
        },
        drop={
            "sqlite": [f"DROP TRIGGER IF EXISTS {name}_insert", f"DROP TRIGGER IF EXISTS {name}_update"],
            "postgresql": [f"ALTER TABLE {TABLE} DROP CONSTRAINT IF EXISTS {name}"],
        },
    )
