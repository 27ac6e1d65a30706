"""Factories of commitments, through the action."""

from __future__ import annotations

from datetime import date

from conference.core.access import SYSTEM, Actor
from conference.translated import Translated
from schedule.signing.commitments import actions
from schedule.signing.models import Commitment
from tests.people import make_party

SAID = date(2025, 10, 25)


def content(**given) -> Commitment:
    values = {
        "kind": "training",
        "text": Translated({"en": "A regional training centre in Nairobi"}),
        "source": "statement",
        "source_text": Translated({"en": "Statement in the plenary"}),
        "said_on": SAID,
        "followed_up_by": Translated({"en": "Ministry of Foreign Affairs"}),
        "due_on": date(2026, 6, 30),
        "is_public": True,
        **given,
    }
    return Commitment(**values)


def recorded(code: str = "KEN", *, who: Actor = SYSTEM, **given) -> Commitment:
    given.setdefault("due_on", None)
    return actions.record(actor=who, party=make_party(code), content=content(**given))
