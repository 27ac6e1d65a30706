"""Rule 6 for receptions: `taken` counts the persons of accepted invitations, and a check constraint keeps it within `capacity`.

And nobody who has left a delegation answers: no invitation becomes one that is accepted, waits or proposes a substitute.
"""

from __future__ import annotations

from conference.db import guards

INVITATION, RECEPTION = "receptions_invitation", "receptions_reception"
DELEGATE = "registration_delegate"
GUEST_GONE = "receptions_invitation: the guest has left the delegation"


def _declare() -> None:
    """Declare the counting triggers. The UPDATE of the reception's row makes rivals wait."""
    for verb in ("INSERT", "UPDATE"):
        new = "CASE WHEN NEW.state = 'accepted' THEN NEW.persons ELSE 0 END"
        old = "CASE WHEN OLD.state = 'accepted' THEN OLD.persons ELSE 0 END" if verb == "UPDATE" else "0"
        count = f"UPDATE {RECEPTION} SET taken = taken + ({new}) - ({old}) WHERE id = NEW.reception_id AND ({new}) <> ({old});"
        name = f"{INVITATION}_counted_{verb.lower()}"
        guards.declare(guards.trigger(name, INVITATION, f"AFTER {verb}", count, count + " RETURN NULL;"))
        _guest_is_there(verb)


def _guest_is_there(verb: str) -> None:
    became = "NEW.state IN ('accepted', 'waiting', 'substitute')"
    became += " AND (OLD.state <> NEW.state OR OLD.guest_id <> NEW.guest_id)" if verb == "UPDATE" else ""
    gone = (
        f"{became} AND EXISTS (SELECT 1 FROM {DELEGATE} WHERE id = NEW.guest_id AND state IN ('withdrawn', 'refused'))"
    )
    guards.declare(
        guards.trigger(
            f"{INVITATION}_guest_{verb.lower()}",
            INVITATION,
            f"BEFORE {verb}",
            f"SELECT RAISE(ABORT, '{GUEST_GONE}') WHERE {gone};",
            f"IF {gone} THEN RAISE EXCEPTION '{GUEST_GONE}' USING ERRCODE = 'check_violation'; END IF; RETURN NEW;",
        )
    )


_declare()
