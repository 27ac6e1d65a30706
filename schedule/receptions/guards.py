"""Rule 6 for receptions: `taken` counts the persons of accepted invitations; a check constraint keeps it within `capacity`."""

from __future__ import annotations

from conference.db import guards

INVITATION, RECEPTION = "receptions_invitation", "receptions_reception"


def _declare() -> None:
    """Declare the counting triggers. The UPDATE of the reception's row makes rivals wait."""
    for verb in ("INSERT", "UPDATE"):
        new = "CASE WHEN NEW.state = 'accepted' THEN NEW.persons ELSE 0 END"
        old = "CASE WHEN OLD.state = 'accepted' THEN OLD.persons ELSE 0 END" if verb == "UPDATE" else "0"
        count = f"UPDATE {RECEPTION} SET taken = taken + ({new}) - ({old}) WHERE id = NEW.reception_id AND ({new}) <> ({old});"
        name = f"{INVITATION}_counted_{verb.lower()}"
        guards.declare(guards.trigger(name, INVITATION, f"AFTER {verb}", count, count + " RETURN NULL;"))


_declare()
