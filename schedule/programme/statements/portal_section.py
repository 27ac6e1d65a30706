"""The section of the text of the statement, on the delegation's page of its place on a list of speakers."""

from collections.abc import Sequence
from typing import Any

from conference.core import undo
from conference.core.access import Actor
from delegations.registration.models import Delegation
from schedule.programme.models import Inscription, Sitting
from schedule.programme.statements import queries
from schedule.programme.statements.forms import TextForm

READ = "statements.read"


def build_context(
    actor: Actor, delegation: Delegation, inscription: Inscription, sittings: Sequence[Sitting]
) -> dict[str, Any]:
    """Return what the page shows of the text, and whether it may be changed. One query."""
    text, closing = queries.find_text(inscription), queries.get_closing(inscription, sittings)
    return {
        "text": text if text and text.is_handed_in else None,
        "text_undo": bool(text and text.taken_back_at and not undo.late(text.taken_back_at)),
        "text_closing": closing,
        "text_open": queries.is_open(inscription, closing),
        "may_read_text": bool(delegation.is_mine) or actor.may(READ),
        "text_form": TextForm(inscription=inscription, text=text),
    }
