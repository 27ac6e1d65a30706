"""In the database: live badges and accreditation (models.Badge), the number of passes, the search's index, unchangeable remarks."""

from conference.db import guards
from conference.db.guard_objects import Key, Part
from delegations.accreditation.models import Receipt, Remark
from delegations.accreditation.watchlist.models import LOCK

DELEGATE, BADGE, STANDING = "registration_delegate", "accreditation_badge", "accreditation_standing"
ALLOWANCE, PASS, PASS_REQUEST = "accreditation_allowance", "accreditation_pass", "accreditation_passrequest"
LIVE = "('queued', 'printed', 'collected')"
NOT_ACCREDITED = "accreditation_badge: a live badge needs an accredited bearer"
STILL_LIVE = "accreditation_badge: the bearer has a live badge still"
PRINTED = "accreditation_badge: a superseded badge does not live again"
MATCH, ENTRY, HOLD = "accreditation_watchmatch", "accreditation_watchentry", "accreditation_hold"
UNCOMPARED = "accreditation_watchmatch: nobody has compared this person with the watch list"
OBJECTED = "accreditation_hold: security objects to this person"


def _declare() -> None:
    for verb in ("INSERT", "UPDATE"):
        _add_accreditation_marker(verb)
        _live_needs_accredited(verb)
        _counted(verb, PASS, "lent", "used")
        _counted(verb, PASS_REQUEST, "granted", "granted")
    _remove_accreditation_marker()
    _cleared_by_security()
    _superseded_stays()
    guards.declare(SEARCH)
    erasable = ("to", "document", "mandate", "handed_by", "lines", "voided_by", "voided_why", "others")
    guards.append_only(Receipt, unless=_made_void(), erasable=erasable)
    guards.append_only(Remark, erasable=("text",))


# Finds a part of a name among 30,000 by its trigrams.
_TRIGRAMS = f"{DELEGATE}_search_trigrams"
SEARCH = guards.Guard(
    _TRIGRAMS,
    DELEGATE,
    [
        Part(
            Key("INDEX", _TRIGRAMS, DELEGATE),
            (
                "CREATE EXTENSION IF NOT EXISTS pg_trgm",
                # Without fastupdate new names are indexed directly: a pending list makes PostgreSQL read the whole table until the next
                # vacuum.
                f"CREATE INDEX {_TRIGRAMS} ON {DELEGATE} USING gin (search gin_trgm_ops) WITH (fastupdate = off)",
            ),
            in_place=False,
        )
    ],
)


def _made_void() -> str:
    """Return the condition of the one change of a receipt: it becomes void, once."""
    changing = {"voided_at", "voided_by", "voided_why"}
    columns = [field.column for field in Receipt._meta.concrete_fields if field.name not in changing]
    same = " AND ".join(f'NEW."{column}" = OLD."{column}"' for column in columns)
    return f"OLD.voided_at IS NULL AND NEW.voided_at IS NOT NULL AND {same}"


def _add_accreditation_marker(verb: str) -> None:
    """Give a delegate who becomes accredited a marker, which at commit must find a live badge."""
    became = "NEW.state = 'accredited'" + (" AND OLD.state <> 'accredited'" if verb == "UPDATE" else "")
    insert = f"INSERT INTO {STANDING} (holder_id)"
    body = f"IF {became} THEN {insert} VALUES (NEW.id); END IF; RETURN NULL;"
    guards.trigger(f"{DELEGATE}_standing_{verb.lower()}", DELEGATE, f"AFTER {verb}", body)


def _remove_accreditation_marker() -> None:
    """Refuse to end an accreditation while a badge is live, and remove the marker."""
    ends = "OLD.state = 'accredited' AND NEW.state <> 'accredited'"
    live = f"EXISTS (SELECT 1 FROM {BADGE} WHERE live_for = OLD.id)"
    body = (
        f"IF {ends} THEN IF {live} THEN {guards.raising(STILL_LIVE)} END IF; "
        f"DELETE FROM {STANDING} WHERE holder_id = OLD.id; END IF; RETURN NEW;"
    )
    guards.trigger(f"{DELEGATE}_standing_ends", DELEGATE, "BEFORE UPDATE", body)


def _cleared_by_security() -> None:
    """Refuse to accredit, or to give a badge to, a person whom a match that nobody has compared or an objection in force stops."""
    _cleared(DELEGATE, "NEW.id", "accredited")
    _cleared(BADGE, "NEW.delegate_id", "collected")


def _cleared(table: str, person: str, state: str) -> None:
    became = f"NEW.state = '{state}' AND OLD.state <> '{state}'"
    matched = (
        f"EXISTS (SELECT 1 FROM {MATCH} JOIN {ENTRY} ON {ENTRY}.id = {MATCH}.entry_id "
        f"WHERE {MATCH}.delegate_id = {person} AND {MATCH}.aside_at IS NULL AND {ENTRY}.state = 'active')"
    )
    objected = f"EXISTS (SELECT 1 FROM {HOLD} WHERE delegate_id = {person} AND state = 'in_force')"
    # Waits for whoever changes entries at the same time, whatever code accredits; each statement sees what was committed by then.
    body = (
        f"IF {became} THEN PERFORM pg_advisory_xact_lock_shared({LOCK}); "
        f"IF {matched} THEN {guards.raising(UNCOMPARED)} END IF; "
        f"IF {objected} THEN {guards.raising(OBJECTED)} END IF; END IF; RETURN NEW;"
    )
    guards.trigger(f"{table}_cleared", table, "BEFORE UPDATE", body)


def _live_needs_accredited(verb: str) -> None:
    lacks = (
        f"NEW.state IN {LIVE} AND NOT EXISTS (SELECT 1 FROM {DELEGATE} "
        "WHERE id = NEW.delegate_id AND state = 'accredited')"
    )
    guards.refuse(f"{BADGE}_bearer_{verb.lower()}", BADGE, f"BEFORE {verb}", lacks, says=NOT_ACCREDITED)


def _superseded_stays() -> None:
    """Let a superseded badge live again only when its accreditation was undone before it was printed: no paper of it exists."""
    again = (
        "OLD.state = 'superseded' AND NEW.state = 'queued' AND (OLD.undone_at IS NULL OR OLD.printed_at IS NOT NULL)"
    )
    guards.refuse(f"{BADGE}_superseded_stays", BADGE, "BEFORE UPDATE", again, says=PRINTED)


def _counted(verb: str, table: str, state: str, column: str) -> None:
    """Count rows in a state: passes that are out, requests that are granted.

    The UPDATE of the allowance's row makes rivals wait, and its check constraint refuses.
    """
    new = f"CASE WHEN NEW.state = '{state}' THEN 1 ELSE 0 END"
    old = f"CASE WHEN OLD.state = '{state}' THEN 1 ELSE 0 END" if verb == "UPDATE" else "0"
    count = (
        f"UPDATE {ALLOWANCE} SET {column} = {column} + ({new}) - ({old}) "
        f"WHERE id = NEW.allowance_id AND ({new}) <> ({old});"
    )
    guards.trigger(f"{table}_counted_{verb.lower()}", table, f"AFTER {verb}", f"{count} RETURN NULL;")


_declare()
