from schedule.receptions.invitations.models import Diet, Invitation, InvitationState, LineState, Reception
from schedule.receptions.outside_guests.models import OutsideGuest
from schedule.receptions.seating.models import GuestRule, PlanVersion, Seat, SeatingPlan, SeatingTable, Wish

__all__ = [
    "Diet",
    "GuestRule",
    "Invitation",
    "InvitationState",
    "LineState",
    "OutsideGuest",
    "PlanVersion",
    "Reception",
    "Seat",
    "SeatingPlan",
    "SeatingTable",
    "Wish",
]
