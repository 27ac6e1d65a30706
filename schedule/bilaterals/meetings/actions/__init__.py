"""Actions on a meeting, from the request to the room. Each takes or gives back time and queues messages."""

from schedule.bilaterals.meetings.actions.answering import Reply, accept, agree, decline
from schedule.bilaterals.meetings.actions.ending import cancel, expire
from schedule.bilaterals.meetings.actions.holding import HOLD, get_offer_end, label_of
from schedule.bilaterals.meetings.actions.principals import change_principal, keep_with_new_head
from schedule.bilaterals.meetings.actions.proposing import propose, turn_down
from schedule.bilaterals.meetings.actions.requesting import book_walk_in, enter_agreed, request_meeting
from schedule.bilaterals.meetings.actions.rooms import GIVEN, give_room, take_room, undo_room
from schedule.bilaterals.meetings.actions.undoing import MOVED, find_undoable_step, undo_step

__all__ = [
    "GIVEN",
    "HOLD",
    "MOVED",
    "Reply",
    "accept",
    "agree",
    "book_walk_in",
    "cancel",
    "change_principal",
    "decline",
    "enter_agreed",
    "expire",
    "find_undoable_step",
    "get_offer_end",
    "give_room",
    "keep_with_new_head",
    "label_of",
    "propose",
    "request_meeting",
    "take_room",
    "turn_down",
    "undo_room",
    "undo_step",
]
