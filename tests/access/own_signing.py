"""The addresses of the treaty: its status, its instruments, as in table.py."""

from __future__ import annotations

from tests.access.rules import Rule, public, staff

SIGNING: dict[str, Rule] = {
    "signing:treaty": public(),
    "signing:declarations": public(),
    "signing:treaty_json": public(),
    "signing:treaty_csv": public(),
    "signing:treaty_ics": public(),
    "signing:instruments": staff("instruments.see"),
    "signing:instrument": staff("instruments.see", public_id="instrument"),
    "signing:instrument_new": staff("instruments.enter"),
    "signing:instrument_withdraw": staff("instruments.enter", public_id="instrument"),
    "signing:instrument_restore": staff("instruments.enter", public_id="instrument"),
    "signing:instrument_remove": staff("instruments.enter", public_id="instrument"),
    "signing:what_if": staff("instruments.see"),
    "signing:reminder_plan": staff("instruments.enter"),
    "signing:reminder_cancel": staff("instruments.enter", pk="reminder"),
}
