"""Why the planner moves a meeting, as a reason that each reader reads in their own language."""

from conference.core import reasons
from schedule.bilaterals.planning.models import Why


def code_of(why: str) -> str:
    return f"plan.{why}" if why else ""


reasons.register_reasons({code_of(why.value): why.label for why in Why})
