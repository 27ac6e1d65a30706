"""What the record of signatures refuses. No row of it is written, changed or removed once its session is closed; acts are append-only.

No party signs after it has deposited an instrument, nor accedes after it has signed (Vienna Convention on the Law of Treaties, articles
14 and 15). Corrections are procès-verbaux of rectification, further rows that are append-only too and need a closed record.
"""

from conference.db import guards
from schedule.signing.models import CeremonyAct, Rectification
from schedule.signing.record.queries import NEVER_EMPTY

SIGNATURE, SESSION, APPOINTMENT = "signing_signature", "signing_signingsession", "signing_appointment"
RECTIFICATION, INSTRUMENT, TREATY = "signing_rectification", "signing_instrument", "treaties_treaty"
STATEMENT = "signing_unilateralstatement"
CLOSED = "signing_signature: the record of its session is closed"
STILL_OPEN = "signing_rectification: the record is still open"
UNSIGNED = "signing_appointment: the record of its session is closed"


def _refuse(name: str, table: str, when: str, says: str, condition: str, *, first: str = "") -> None:
    guards.refuse(name, table, when, condition, says=says, code="restrict_violation", first=first)


def _closed(row: str) -> str:
    """Return the condition that a row's session is closed. It locks the session, so that it is not closed meanwhile."""
    return f"EXISTS (SELECT 1 FROM {SESSION} WHERE id = {row}.session_id AND state = 'closed' FOR SHARE)"


def _closed_signature(row: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {SESSION} AS s JOIN {SIGNATURE} AS g ON g.session_id = s.id "
        f"WHERE g.id = {row}.signature_id AND s.state = 'closed' FOR SHARE OF s)"
    )


_refuse(f"{SIGNATURE}_closed_insert", SIGNATURE, "BEFORE INSERT", CLOSED, _closed("NEW"))
_refuse(f"{SIGNATURE}_closed_update", SIGNATURE, "BEFORE UPDATE", CLOSED, f"{_closed('OLD')} OR {_closed('NEW')}")
_refuse(f"{SIGNATURE}_closed_delete", SIGNATURE, "BEFORE DELETE", CLOSED, _closed("OLD"))
# What a closed record says was signed stays signed, in its session.
_refuse(
    f"{APPOINTMENT}_closed",
    APPOINTMENT,
    "BEFORE UPDATE",
    UNSIGNED,
    "OLD.state = 'signed' AND (NEW.state <> 'signed' OR NEW.session_id <> OLD.session_id) AND " + _closed("OLD"),
)
_refuse(
    f"{SESSION}_closed",
    SESSION,
    "BEFORE UPDATE",
    "signing_signingsession: the record is closed",
    "OLD.state = 'closed'",
)
_refuse(
    f"{RECTIFICATION}_closed",
    RECTIFICATION,
    "BEFORE INSERT",
    STILL_OPEN,
    f"NOT EXISTS (SELECT 1 FROM {SIGNATURE} AS g JOIN {SESSION} AS s ON s.id = g.session_id "
    "WHERE g.id = NEW.signature_id AND s.state = 'closed' FOR SHARE)",
)
# What a closed record cannot be without (record.queries.NEVER_EMPTY), as it was written and as it is corrected.
_refuse(
    f"{RECTIFICATION}_not_empty",
    RECTIFICATION,
    "BEFORE INSERT",
    "signing_rectification: the record cannot be without it",
    f"NEW.field IN ({', '.join(f"'{name}'" for name in NEVER_EMPTY)}) AND trim(NEW.after) = ''",
)
_refuse(
    f"{SESSION}_not_empty",
    SESSION,
    "BEFORE UPDATE",
    "signing_signingsession: a signature lacks what the record must say",
    f"NEW.state = 'closed' AND EXISTS (SELECT 1 FROM {SIGNATURE} AS g WHERE g.session_id = NEW.id "
    f"AND ({' OR '.join(f"trim(g.{name}) = ''" for name in NEVER_EMPTY)}))",
)
# Each of the two locks the treaty before it looks, so that of a signature and an instrument at once the second sees the first.
_refuse(
    f"{SIGNATURE}_after_instrument",
    SIGNATURE,
    "BEFORE INSERT OR UPDATE OF treaty_id, party_id",
    "signing_signature: the party has deposited an instrument",
    f"EXISTS (SELECT 1 FROM {INSTRUMENT} AS i WHERE i.treaty_id = NEW.treaty_id AND i.party_id = NEW.party_id "
    "AND i.kind <> 'provisional' AND (i.state IN ('entered', 'deposited') OR i.state = 'withdrawn' AND i.withdrawn_from > NEW.signed_on))",
    first=f"PERFORM 1 FROM {TREATY} WHERE id = NEW.treaty_id FOR SHARE;",
)
_refuse(
    f"{INSTRUMENT}_before_signature",
    INSTRUMENT,
    "BEFORE INSERT OR UPDATE OF treaty_id, party_id, state, kind, deposited_on",
    "signing_instrument: the party has signed",
    "NEW.state IN ('entered', 'deposited') AND NEW.kind <> 'provisional' "
    f"AND EXISTS (SELECT 1 FROM {SIGNATURE} AS g WHERE g.treaty_id = NEW.treaty_id "
    "AND g.party_id = NEW.party_id AND (NEW.kind IN ('accession', 'succession') OR g.signed_on > NEW.deposited_on))",
    first=f"PERFORM 1 FROM {TREATY} WHERE id = NEW.treaty_id FOR NO KEY UPDATE;",
)
# Reservations and declarations: those of a closed record stay as they were made, and none is made that the treaty prohibits.
_refuse(
    f"{STATEMENT}_closed_insert",
    STATEMENT,
    "BEFORE INSERT",
    CLOSED,
    _closed_signature("NEW"),
)
_refuse(
    f"{STATEMENT}_closed_update",
    STATEMENT,
    "BEFORE UPDATE OF signature_id, instrument_id, number, kind, provision, text",
    CLOSED,
    f"{_closed_signature('OLD')} OR {_closed_signature('NEW')}",
)
_refuse(f"{STATEMENT}_closed_delete", STATEMENT, "BEFORE DELETE", CLOSED, _closed_signature("OLD"))
_refuse(
    f"{STATEMENT}_allowed",
    STATEMENT,
    "BEFORE INSERT OR UPDATE OF signature_id, instrument_id, kind, provision",
    "signing_unilateralstatement: the treaty does not allow this reservation",
    f"NEW.kind = 'reservation' AND EXISTS (SELECT 1 FROM {TREATY} AS t WHERE t.id = COALESCE("
    f"(SELECT treaty_id FROM {SIGNATURE} WHERE id = NEW.signature_id), "
    f"(SELECT treaty_id FROM {INSTRUMENT} WHERE id = NEW.instrument_id)) AND (t.reservations = 'none' "
    "OR t.reservations = 'named' AND NOT lower(regexp_replace(NEW.provision, '\\s', '', 'g')) "
    "= ANY (string_to_array(lower(regexp_replace(t.reservable, '\\s', '', 'g')), ';'))))",
)
guards.append_only(Rectification)
guards.append_only(CeremonyAct)
