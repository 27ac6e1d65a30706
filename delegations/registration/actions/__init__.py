"""What can be done to delegations and their members: one function a use case."""

from delegations.registration.actions.doubles import merge, tell_apart, withdraw_double
from delegations.registration.actions.focal_points import invite_colleague, withdraw_focal_point
from delegations.registration.actions.importing import import_members
from delegations.registration.actions.invitations import invite, take_up_invitation, withdraw_invitation
from delegations.registration.actions.members import edit, enter, reorder, withdraw
from delegations.registration.actions.notes import accept_note, upload_note
from delegations.registration.actions.submission import Submission, submit

__all__ = [
    "Submission",
    "accept_note",
    "edit",
    "enter",
    "import_members",
    "invite",
    "invite_colleague",
    "merge",
    "reorder",
    "submit",
    "take_up_invitation",
    "tell_apart",
    "upload_note",
    "withdraw",
    "withdraw_double",
    "withdraw_focal_point",
    "withdraw_invitation",
]
