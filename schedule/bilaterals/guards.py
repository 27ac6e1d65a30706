"""Rule 6 for meetings: `DayLoad.meetings` counts a delegation's meetings of a day; a check constraint keeps it within `cap`."""

from __future__ import annotations

from conference.db import guards
from schedule.bilaterals.models import COUNTED

MEETING, LOAD = "bilaterals_meeting", "bilaterals_dayload"
STATES = ", ".join(f"'{state}'" for state in COUNTED)


def _declare() -> None:
    """Declare the counting triggers. The UPDATE of a DayLoad makes rivals wait."""
    for verb in ("INSERT", "UPDATE"):
        statements = []
        # The lower key first, so that two meetings of the same two delegations never wait for one another.
        for function in ("lowest", "highest"):
            if verb == "UPDATE":
                statements.append(_count("OLD", function, "-"))
            statements.append(_count("NEW", function, "+"))
        sqlite = " ".join(_spelt(s, "sqlite") for s in statements)
        postgresql = " ".join(_spelt(s, "postgresql") for s in statements) + " RETURN NULL;"
        guards.declare(
            guards.trigger(f"{MEETING}_counted_{verb.lower()}", MEETING, f"AFTER {verb}", sqlite, postgresql)
        )


def _count(row: str, which: str, sign: str) -> str:
    """Return SQL that counts `row`'s meeting for one of its two delegations."""
    make = ""
    if sign == "+":
        make = (
            f"INSERT INTO {LOAD} (delegation_id, day) SELECT {which}({row}.asking_id, {row}.asked_id), {row}.day "
            f"WHERE {row}.state IN ({STATES}) ON CONFLICT (delegation_id, day) DO NOTHING; "
        )
    return (
        f"{make}UPDATE {LOAD} SET meetings = meetings {sign} 1 WHERE {row}.state IN ({STATES}) "
        f"AND delegation_id = {which}({row}.asking_id, {row}.asked_id) AND day = {row}.day;"
    )


def _spelt(statement: str, vendor: str) -> str:
    """Name the functions: min and max of two values are least and greatest on PostgreSQL."""
    names = {"sqlite": ("min", "max"), "postgresql": ("least", "greatest")}[vendor]
    return statement.replace("lowest(", f"{names[0]}(").replace("highest(", f"{names[1]}(")


_declare()
