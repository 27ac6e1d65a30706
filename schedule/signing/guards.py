"""What the record of signatures refuses. No row of it is written, changed or removed once its session is closed; acts are append-only.

No party signs after it has deposited an instrument, nor accedes after it has signed (Vienna Convention on the Law of Treaties, articles
14 and 15). Corrections are procès-verbaux of rectification, further rows that are append-only too and need a closed record.
"""

from conference.db import guards
from schedule.signing.models import CeremonyAct, Rectification
from schedule.signing.record.models import NEVER_EMPTY, NEVER_RECTIFIED_TO_NOTHING

SIGNATURE, SESSION, APPOINTMENT = "signing_signature", "signing_signingsession", "signing_appointment"
RECTIFICATION, INSTRUMENT = "signing_rectification", "signing_instrument"
TREATY, PLACE = "treaties_treaty", "treaties_signingplace"
NOTIFICATION, NOTIFIED_ACT = "signing_notification", "signing_notifiedact"
STATEMENT = "signing_unilateralstatement"
CLOSED = "signing_signature: the record of its session is closed"
STILL_OPEN = "signing_rectification: the record is still open"
UNSIGNED = "signing_appointment: the record of its session is closed"


def _refuse(name: str, table: str, when: str, says: str, condition: str, *, first: str = "") -> None:
    guards.refuse(name, table, when, condition, says=says, code="restrict_violation", first=first)


def _is_struck_by_rectification(row: str) -> str:
    """Return the condition that a decided procès-verbal strikes out this signature."""
    return f"EXISTS (SELECT 1 FROM {RECTIFICATION} AS r WHERE r.signature_id = {row}.id AND r.field = 'struck' AND r.state = 'decided')"


def _closed(row: str) -> str:
    """Return the condition that a row's session is closed. It locks the session, so that it is not closed meanwhile."""
    return f"EXISTS (SELECT 1 FROM {SESSION} WHERE id = {row}.session_id AND state = 'closed' FOR SHARE)"


def _closed_signature(row: str) -> str:
    return (
        f"EXISTS (SELECT 1 FROM {SESSION} AS s JOIN {SIGNATURE} AS g ON g.session_id = s.id "
        f"WHERE g.id = {row}.signature_id AND s.state = 'closed' FOR SHARE OF s)"
    )


_refuse(f"{SIGNATURE}_closed_insert", SIGNATURE, "BEFORE INSERT", CLOSED, _closed("NEW"))
_refuse(
    f"{SIGNATURE}_closed_update",
    SIGNATURE,
    "BEFORE UPDATE",
    CLOSED,
    f"({_closed('OLD')} OR {_closed('NEW')}) AND NOT (NEW.struck AND to_jsonb(NEW) - 'struck' = to_jsonb(OLD) - 'struck')",
)
_refuse(
    f"{SIGNATURE}_struck",
    SIGNATURE,
    "BEFORE INSERT OR UPDATE OF struck",
    "signing_signature: only a decided rectification strikes out a signature",
    f"NEW.struck AND NOT {_is_struck_by_rectification('NEW')}",
)
_refuse(f"{SIGNATURE}_closed_delete", SIGNATURE, "BEFORE DELETE", CLOSED, _closed("OLD"))
# What a closed record says was signed stays signed, in its session, unless it is struck out.
_refuse(
    f"{APPOINTMENT}_closed",
    APPOINTMENT,
    "BEFORE UPDATE",
    UNSIGNED,
    f"OLD.state = 'signed' AND (NEW.state <> 'signed' OR NEW.session_id <> OLD.session_id) AND {_closed('OLD')} "
    f"AND EXISTS (SELECT 1 FROM {SIGNATURE} AS g WHERE g.appointment_id = OLD.id AND NOT g.struck)",
)
# A reservation is one whatever it is called (article 2 (1) (d)): nobody comes to the table with a text that no officer has accepted.
_refuse(
    f"{APPOINTMENT}_texts_accepted",
    APPOINTMENT,
    "BEFORE INSERT OR UPDATE OF state, statements, text_state",
    "signing_appointment: no officer has accepted what is stated with the signature",
    "NEW.state IN ('called', 'signed') AND NEW.statements <> '[]' AND NEW.text_state <> 'reviewed'",
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
_refuse(
    f"{RECTIFICATION}_proposed",
    RECTIFICATION,
    "BEFORE INSERT",
    "signing_rectification: it is proposed before it is decided",
    "NEW.state <> 'proposed'",
)
# What a closed record cannot be without (record.models.NEVER_EMPTY), as it was written and as it is corrected.
_refuse(
    f"{RECTIFICATION}_not_empty",
    RECTIFICATION,
    "BEFORE INSERT",
    "signing_rectification: the record cannot be without it",
    f"NEW.field IN ({', '.join(f"'{name}'" for name in NEVER_RECTIFIED_TO_NOTHING)}) AND trim(NEW.after) = ''",
)
_refuse(
    f"{SESSION}_not_empty",
    SESSION,
    "BEFORE UPDATE",
    "signing_signingsession: a signature lacks what the record must say",
    f"NEW.state = 'closed' AND EXISTS (SELECT 1 FROM {SIGNATURE} AS g WHERE g.session_id = NEW.id "
    f"AND ({' OR '.join(f"trim(g.{name}) = ''" for name in NEVER_EMPTY)}))",
)
# The legal date of a signature g: by the clock of its place, from the moment as it was rectified last, if it was.
SIGNED_ON = (
    f"COALESCE((SELECT (r.after::timestamptz AT TIME ZONE p.zone_name)::date FROM {RECTIFICATION} AS r, {PLACE} AS p "
    "WHERE r.signature_id = g.id AND p.id = g.place_id AND r.field = 'signed_at' AND r.state = 'decided' "
    "ORDER BY r.number DESC LIMIT 1), g.signed_on)"
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
    f"AND EXISTS (SELECT 1 FROM {SIGNATURE} AS g WHERE g.treaty_id = NEW.treaty_id AND g.party_id = NEW.party_id "
    f"AND NOT g.struck AND (NEW.kind IN ('accession', 'succession') OR {SIGNED_ON} > NEW.deposited_on))",
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
_refuse(
    f"{RECTIFICATION}_own_statement",
    RECTIFICATION,
    "BEFORE INSERT",
    "signing_rectification: the statement is of another signature",
    f"NEW.statement_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {STATEMENT} AS u "
    "WHERE u.id = NEW.statement_id AND u.signature_id = NEW.signature_id)",
)
DECISION = ("state", "number", "decided_at", "decided_by_id", "version", "record_id")
_without_decision = "".join(f" - '{name}'" for name in DECISION)
guards.append_only(
    Rectification,
    unless=f"OLD.state = 'proposed' AND to_jsonb(NEW){_without_decision} = to_jsonb(OLD){_without_decision}",
)
guards.append_only(CeremonyAct)

# An issued notification never changes, nor what it says between its check and its issue.
_refuse(
    f"{NOTIFICATION}_issued",
    NOTIFICATION,
    "BEFORE UPDATE",
    "signing_notification: it was checked or issued",
    "OLD.state = 'issued' OR OLD.state = 'checked' AND NEW.state <> 'drafted' AND (NEW.content <> OLD.content "
    "OR NEW.drafted_by_id <> OLD.drafted_by_id OR NEW.checked_by_id <> OLD.checked_by_id)",
)
_refuse(
    f"{NOTIFICATION}_stays",
    NOTIFICATION,
    "BEFORE DELETE",
    "signing_notification: it was issued",
    "OLD.state = 'issued'",
)
# Numbers of a year follow one another without a gap; that none is given twice is a constraint of the model.
_refuse(
    f"{NOTIFICATION}_number",
    NOTIFICATION,
    "BEFORE INSERT OR UPDATE",
    "signing_notification: its number is not the next one of the year",
    "NEW.number IS NOT NULL AND OLD.number IS DISTINCT FROM NEW.number AND NEW.number <> "
    f"(SELECT coalesce(max(n.number), 0) + 1 FROM {NOTIFICATION} AS n WHERE n.year = NEW.year)",
)
for _name, _when, _rows in (
    ("insert", "BEFORE INSERT", ("NEW",)),
    ("update", "BEFORE UPDATE", ("OLD", "NEW")),
    ("delete", "BEFORE DELETE", ("OLD",)),
):
    _refuse(
        f"{NOTIFIED_ACT}_{_name}",
        NOTIFIED_ACT,
        _when,
        "signing_notifiedact: its notification was checked or issued",
        " OR ".join(
            f"EXISTS (SELECT 1 FROM {NOTIFICATION} AS n WHERE n.id = {_row}.notification_id "
            "AND n.state IN ('checked', 'issued') FOR SHARE)"
            for _row in _rows
        ),
    )
