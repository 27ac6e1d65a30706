"""Actions on a meeting, from the request to the room. Each takes or gives back time and queues messages."""

from schedule.bilaterals.meetings.actions.answering import Reply, accept, agree, decline
from schedule.bilaterals.meetings.actions.ending import cancel, expire
from schedule.bilaterals.meetings.actions.holding import HOLD, label_of, until
from schedule.bilaterals.meetings.actions.principals import change_principal, keep_with_new_head
from schedule.bilaterals.meetings.actions.proposing import propose, turn_down
from schedule.bilaterals.meetings.actions.requesting import enter_agreed, request, walk_in
from schedule.bilaterals.meetings.actions.rooms import GIVEN, bump, give_room, undo_room

__all__ = [
    "GIVEN",
    "HOLD",
    "Reply",
    "accept",
    "agree",
    "bump",
    "cancel",
    "change_principal",
    "decline",
    "enter_agreed",
    "expire",
    "give_room",
    "keep_with_new_head",
    "label_of",
    "propose",
    "request",
    "turn_down",
    "undo_room",
    "until",
    "walk_in",
]
