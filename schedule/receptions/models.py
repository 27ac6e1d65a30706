from schedule.receptions.invitations.models import Diet, Invitation, InvitationState, Reception

__all__ = ["Diet", "Invitation", "InvitationState", "Reception"]
