from schedule.receptions.invitations.models import Diet, Invitation, InvitationState, Reception
from schedule.receptions.seating.models import GuestRule, PlanVersion, Seat, SeatingPlan, SeatingTable, Wish

__all__ = [
    "Diet",
    "GuestRule",
    "Invitation",
    "InvitationState",
    "PlanVersion",
    "Reception",
    "Seat",
    "SeatingPlan",
    "SeatingTable",
    "Wish",
]
