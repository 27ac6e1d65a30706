"""Signal receivers of the receptions."""

from delegations.registration.signals import head_changed, member_left
from schedule.receptions.invitations.actions import end_personal, invite_new_head

head_changed.connect(invite_new_head, dispatch_uid="receptions.pass_on")
member_left.connect(end_personal, dispatch_uid="receptions.end_personal")
