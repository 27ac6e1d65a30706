"""What may be done with a person who waits, and with a badge. One verb a function, each a use case."""

from delegations.accreditation.actions.badges import leave_accredited, mark_printed, replace, report_lost
from delegations.accreditation.actions.batches import ask_for_batch, print_again, print_at_once, run_batch
from delegations.accreditation.actions.decisions import accredit, read_document, refuse, return_, vet
from delegations.accreditation.actions.exempting import ask_for_photo, exempt
from delegations.accreditation.actions.handing_out import hand_out, hand_out_to_delegation
from delegations.accreditation.actions.many import decide_many, undo
from delegations.accreditation.actions.passes import allow, end_pass, lend
from delegations.accreditation.actions.printing import print_badges
from delegations.accreditation.actions.remarks import remark
from delegations.accreditation.actions.reopening import reopen, take_back
from delegations.accreditation.actions.watching import (
    compare_again,
    edit_watch,
    end_watch,
    enter_watch,
    read_watch,
    set_aside,
)

__all__ = [
    "accredit",
    "allow",
    "ask_for_batch",
    "ask_for_photo",
    "compare_again",
    "decide_many",
    "edit_watch",
    "end_pass",
    "end_watch",
    "enter_watch",
    "exempt",
    "hand_out",
    "hand_out_to_delegation",
    "leave_accredited",
    "lend",
    "mark_printed",
    "print_again",
    "print_at_once",
    "print_badges",
    "read_document",
    "read_watch",
    "refuse",
    "remark",
    "reopen",
    "replace",
    "report_lost",
    "return_",
    "run_batch",
    "set_aside",
    "take_back",
    "undo",
    "vet",
]
