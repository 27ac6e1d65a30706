"""What can be done to delegations and their members: one function a use case."""

from delegations.registration.actions.access_requests import ask_for_access, decline_access, grant_access
from delegations.registration.actions.circulars import write_circular
from delegations.registration.actions.doubles import merge, tell_apart, withdraw_double
from delegations.registration.actions.equipment import ask_for_equipment, change_equipment, withdraw_equipment
from delegations.registration.actions.exporting import export_delegation, export_participants
from delegations.registration.actions.focal_points import invite_colleague, withdraw_focal_point
from delegations.registration.actions.importing import import_members
from delegations.registration.actions.invitations import invite, take_up_invitation, withdraw_invitation
from delegations.registration.actions.inviting_many import invite_many
from delegations.registration.actions.late import ask_late, decline_late, grant_late, withdraw_late
from delegations.registration.actions.licensing import license_equipment, refuse_equipment
from delegations.registration.actions.members import edit, enter, reorder, withdraw
from delegations.registration.actions.notes import accept_note, upload_note
from delegations.registration.actions.own_page import ask_member, end_own, fill_in_own, withdraw_link
from delegations.registration.actions.replacing import replace
from delegations.registration.actions.submission import LateRequestNeeded, Submission, submit
from delegations.registration.actions.visa import issue_visa_letter, issue_waiting_visa_letters

__all__ = [
    "LateRequestNeeded",
    "Submission",
    "accept_note",
    "ask_for_access",
    "ask_for_equipment",
    "ask_late",
    "ask_member",
    "change_equipment",
    "decline_access",
    "decline_late",
    "edit",
    "end_own",
    "enter",
    "export_delegation",
    "export_participants",
    "fill_in_own",
    "grant_access",
    "grant_late",
    "import_members",
    "invite",
    "invite_colleague",
    "invite_many",
    "issue_visa_letter",
    "issue_waiting_visa_letters",
    "license_equipment",
    "merge",
    "refuse_equipment",
    "reorder",
    "replace",
    "submit",
    "take_up_invitation",
    "tell_apart",
    "upload_note",
    "withdraw",
    "withdraw_double",
    "withdraw_equipment",
    "withdraw_focal_point",
    "withdraw_invitation",
    "withdraw_late",
    "withdraw_link",
    "write_circular",
]
