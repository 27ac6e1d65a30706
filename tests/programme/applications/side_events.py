from __future__ import annotations

from conference.core.access import Actor
from schedule.programme.applications import actions
from schedule.programme.applications.actions import LateNote, Proposal
from schedule.programme.models import Application
from tests.people import make_delegation


def proposal(**more) -> Proposal:
    values = {
        "title": "Electronic evidence across borders",
        "language": "en",
        "abstract": "What small States need.",
        "attendance": 40,
        "contact_name": "Achieng Wambui",
        "contact_email": "focal.ken@mission.example",
        "days": ["2025-10-26"],
        "parts": ["morning"],
    }
    return Proposal(**{**values, **more})


def draft_of(code: str, who: Actor) -> Application:
    return actions.begin(actor=who, delegation=make_delegation(code))


def sent_by(code: str, who: Actor, *, note: LateNote | None = None, **more) -> Application:
    return actions.submit(actor=who, application=draft_of(code, who), proposal=proposal(**more), note=note)
