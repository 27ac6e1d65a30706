"""Signal receivers of the receptions."""

from delegations.registration.signals import head_changed, member_left
from schedule.receptions.invitations.actions import end_personal, pass_on

head_changed.connect(pass_on, dispatch_uid="receptions.pass_on")
member_left.connect(end_personal, dispatch_uid="receptions.end_personal")
