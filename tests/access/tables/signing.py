"""The addresses of signing and of the treaty: its status, its instruments, as in table.py."""

from __future__ import annotations

from tests.access.rules import Rule, delegation, public, staff

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
    "signing:board": public(),
    "signing:board_now": public(),
    "signing:appointment": delegation(see="signing.see"),
    "signing:desk": staff("signing.see"),
    "signing:one": staff("signing.see", public_id="appointment"),
    "signing:review": staff("signing.review", public_id="appointment"),
    "signing:session_new": staff("signing.arrange"),
    "signing:session_edit": staff("signing.arrange", code="signing_session"),
    "signing:order": staff("signing.see", code="signing_session"),
    "signing:order_do": staff("signing.arrange", code="signing_session"),
    "signing:console": staff("signing.run", code="signing_session"),
    "signing:act": staff("signing.run", code="signing_session"),
    "signing:record": staff("signing.see", code="signing_session"),
    "signing:record_close": staff("signing.close", code="signing_session"),
    "signing:record_rectify": staff("signing.review", code="signing_session"),
    "signing:record_csv": staff("signing.see", code="signing_session"),
}
