"""What protocol does with a plan. Each action raises its version, which the page must have shown, and keeps it as a PlanVersion.

Each raises NotAllowed, AlreadyDecided and, while the plan is closed, NotPossible; docstrings name what else it refuses.
"""

from schedule.receptions.seating.actions.guests import remove_wish, set_guest, set_wish
from schedule.receptions.seating.actions.plans import close_plan, make_plan, open_plan, restore_version, set_plan
from schedule.receptions.seating.actions.seats import (
    confirm_seat,
    keep_seat,
    move_guest,
    release_seat,
    seat_anew,
    take_away,
)
from schedule.receptions.seating.actions.set_tables import TableValues, add_tables, change_table, remove_table

__all__ = [
    "TableValues",
    "add_tables",
    "change_table",
    "close_plan",
    "confirm_seat",
    "keep_seat",
    "make_plan",
    "move_guest",
    "open_plan",
    "release_seat",
    "remove_table",
    "remove_wish",
    "restore_version",
    "seat_anew",
    "set_guest",
    "set_plan",
    "set_wish",
    "take_away",
]
