"""What is done with a list of speakers: opened and closed, inscribed on, put in order, run at the podium, exchanged on."""

from schedule.programme.speaking.actions.inscribing import (
    Statement,
    change,
    decide,
    inscribe,
    settle,
    withdraw,
)
from schedule.programme.speaking.actions.lists import Plan, close, close_due, create, edit, finish, place, retime, start
from schedule.programme.speaking.actions.running import absent, begin, end, follow, put_back, recall
from schedule.programme.speaking.actions.swaps import answer_swap, ask_swap, take_back_swap

__all__ = [
    "Plan",
    "Statement",
    "absent",
    "answer_swap",
    "ask_swap",
    "begin",
    "change",
    "close",
    "close_due",
    "create",
    "decide",
    "edit",
    "end",
    "finish",
    "follow",
    "inscribe",
    "place",
    "put_back",
    "recall",
    "retime",
    "settle",
    "start",
    "take_back_swap",
    "withdraw",
]
