"""The cap on meetings in the database: loads count a delegation's meetings of a day and its open requests, check constraints limit them.

An agreed meeting counts for every party on its day. An offer counts only for its maker, on each day on which it offers a time: a refusal
must not reveal how many meetings the other side has.
"""

from conference.db import guards
from schedule.bilaterals.models import AGREED, OPEN

MEETING, LOAD = "bilaterals_meeting", "bilaterals_dayload"
PARTICIPANT, OFFER, REQUESTS = "bilaterals_participant", "bilaterals_offer", "bilaterals_requestload"
STATES = ", ".join(f"'{state}'" for state in (*AGREED, "held"))
OPEN_STATES = ", ".join(f"'{state}'" for state in OPEN)


# A change of anything else leaves the loads alone: nobody waits for them then.
_COUNTS = "OLD.day <> NEW.day OR OLD.asking_id <> NEW.asking_id OR OLD.asked_id <> NEW.asked_id"


def _differs(states: str) -> str:
    """Return the condition that an updated meeting counts otherwise than before."""
    return f"((OLD.state IN ({states})) <> (NEW.state IN ({states})) OR {_COUNTS})"


def _declare() -> None:
    """Declare the counting triggers. Writing a load makes rivals wait."""
    every, changed, reopened = "1 = 1", _differs(STATES), _differs(OPEN_STATES)
    # The lower key first, so that two meetings of the same two delegations never wait for one another.
    keys = ("least", "greatest")
    recounted = {key: f"({_counts_for('OLD', key)} <> {_counts_for('NEW', key)} OR {_COUNTS})" for key in keys}
    made = [_count("NEW", key, "+", every) for key in keys]
    _trigger(f"{MEETING}_counted_insert", MEETING, "AFTER INSERT", made)
    _trigger(f"{REQUESTS}_counted_insert", MEETING, "AFTER INSERT", [_count_open("NEW", "+", every)])
    when = "AFTER UPDATE OF state, day, asking_id, asked_id"
    moved = [_count(row, key, sign, recounted[key]) for row, sign in (("OLD", "-"), ("NEW", "+")) for key in keys]
    _trigger(f"{MEETING}_counted_update", MEETING, when, moved, " OR ".join(recounted.values()))
    asked = [_count_open("OLD", "-", reopened), _count_open("NEW", "+", reopened)]
    _trigger(f"{REQUESTS}_counted_update", MEETING, when, asked, reopened)
    further = [
        _count_sides("OLD.day", f"OLD.state IN ({STATES}) AND {changed}", _further("OLD.id"), "-"),
        _count_sides("NEW.day", f"NEW.state IN ({STATES}) AND {changed}", _further("NEW.id"), "+"),
    ]
    _trigger(f"{PARTICIPANT}_moved", MEETING, "AFTER UPDATE OF state, day", further, changed)
    _of_one("INSERT", "NEW", "+")
    _of_one("DELETE", "OLD", "-")
    for verb, row, sign in (("INSERT", "NEW", "+"), ("DELETE", "OLD", "-")):
        sides = f"SELECT offered_by_id AS side FROM {MEETING} WHERE id = {row}.meeting_id AND offered_by_id IS NOT NULL"
        counted = [_count_sides(f"{row}.day", f"{row}.counts", sides, sign)]
        _trigger(f"{OFFER}_counted_{verb.lower()}", OFFER, f"AFTER {verb}", counted)


def _of_one(verb: str, row: str, sign: str) -> None:
    """Count a further party that joins or leaves a meeting."""
    day = f"(SELECT day FROM {MEETING} WHERE id = {row}.meeting_id)"
    live = f"EXISTS (SELECT 1 FROM {MEETING} WHERE id = {row}.meeting_id AND state IN ({STATES}))"
    counted = [_count_sides(day, live, f"SELECT {row}.delegation_id AS side", sign)]
    _trigger(f"{PARTICIPANT}_counted_{verb.lower()}", PARTICIPANT, f"AFTER {verb}", counted)


def _trigger(name: str, table: str, when: str, statements: list[str], only_if: str = "") -> None:
    """Declare a trigger.

    Args:
        only_if: A condition that each statement contains too, so that none of them has to run.
    """
    body = " ".join(statements)
    if only_if:
        body = f"IF {only_if} THEN {body} END IF;"
    guards.trigger(name, table, when, f"{body} RETURN NULL;")


def _further(meeting: str) -> str:
    return f"SELECT delegation_id AS side FROM {PARTICIPANT} WHERE meeting_id = {meeting}"


def _counts_for(row: str, which: str) -> str:
    """Return the condition that `row`'s meeting counts for the delegation with the `which` key of the two."""
    side = f"{which}({row}.asking_id, {row}.asked_id)"
    return (
        f"({row}.state IN ({STATES}) OR {row}.state = 'requested' AND {side} = {row}.asking_id "
        f"OR {row}.state = 'countered' AND {side} = {row}.asked_id)"
    )


def _count(row: str, which: str, sign: str, condition: str) -> str:
    """Return SQL that counts `row`'s meeting for one of its two delegations, if `condition` holds."""
    if sign == "+":
        return (
            f"INSERT INTO {LOAD} (delegation_id, day, meetings) SELECT {which}({row}.asking_id, {row}.asked_id), {row}.day, 1 "
            f"WHERE {_counts_for(row, which)} AND {condition} "
            f"ON CONFLICT (delegation_id, day) DO UPDATE SET meetings = {LOAD}.meetings + 1;"
        )
    return (
        f"UPDATE {LOAD} SET meetings = meetings - 1 WHERE {_counts_for(row, which)} AND {condition} "
        f"AND delegation_id = {which}({row}.asking_id, {row}.asked_id) AND day = {row}.day;"
    )


def _count_sides(day: str, condition: str, sides: str, sign: str) -> str:
    """Return SQL that counts one on `day` for each delegation of the query `sides`, if `condition` holds."""
    make = ""
    if sign == "+":
        make = (
            f"INSERT INTO {LOAD} (delegation_id, day) SELECT sides.side, {day} FROM ({sides}) AS sides WHERE {condition} "
            f"ON CONFLICT (delegation_id, day) DO NOTHING; "
        )
    return f"{make}UPDATE {LOAD} SET meetings = meetings {sign} 1 WHERE {condition} AND day = {day} AND delegation_id IN ({sides});"


def _count_open(row: str, sign: str, condition: str) -> str:
    if sign == "+":
        return (
            f"INSERT INTO {REQUESTS} (delegation_id, requests) SELECT {row}.asking_id, 1 "
            f"WHERE {row}.state IN ({OPEN_STATES}) AND {condition} "
            f"ON CONFLICT (delegation_id) DO UPDATE SET requests = {REQUESTS}.requests + 1;"
        )
    return (
        f"UPDATE {REQUESTS} SET requests = requests - 1 "
        f"WHERE {row}.state IN ({OPEN_STATES}) AND {condition} AND delegation_id = {row}.asking_id;"
    )


_declare()
