"""Why the planner moves a meeting, as a reason that every reader has in the own language."""

from __future__ import annotations

from conference.core import reasons
from schedule.bilaterals.planning.models import Why


def code_of(why: str) -> str:
    return f"plan.{why}" if why else ""


reasons.register({code_of(why.value): why.label for why in Why})
