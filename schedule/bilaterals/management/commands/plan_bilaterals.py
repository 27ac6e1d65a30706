from __future__ import annotations

import signal
import threading
from typing import Any

from django.core.management.base import CommandParser

from conference.core.access import SYSTEM
from conference.core.errors import UserError
from conference.look.times import when_text
from conference.management.base import PlainCommand
from schedule.bilaterals.planning.models import Why
from schedule.bilaterals.planning.proposal import Proposal, ProposedMeeting, propose

LEAST, MOST = 1, 3600


class Command(PlainCommand):
    help = (
        "Proposes a time and a room for every bilateral meeting that is asked for or agreed. Changes nothing."
        " Ctrl-C ends the search and shows the best plan so far."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--seconds", type=float, default=30, metavar="N", help="how long to search at most (30)")

    def handle(self, *args: Any, seconds: float, **options: Any) -> None:
        if not LEAST <= seconds <= MOST:
            raise UserError(f"--seconds is from {LEAST} to {MOST}.")
        stop = threading.Event()
        before = signal.signal(signal.SIGINT, lambda *_: stop.set())
        try:
            found = propose(actor=SYSTEM, seconds=seconds, stop=stop)
        finally:
            signal.signal(signal.SIGINT, before)
        self._show(found)

    def _show(self, found: Proposal) -> None:
        for one in found.meetings:
            if one.starts:
                self.stdout.write(f"{when_text(one.starts)}  {one.room}  {one.meeting}{_change(one)}")
        for one in found.left_out:
            self.stdout.write(f"Not placed: {one.meeting}. {Why(one.why).label}")
        moved = sum(one.moves for one in found.placed)
        self.stdout.write(
            f"{len(found.placed)} of {len(found.meetings)} meetings placed (first come, first served: {found.by_hand}),"
            f" {moved} moved; no plan is worth more than {100 / max(found.plan.gap, 0.01) - 100:.1f} % more."
        )


def _change(one: ProposedMeeting) -> str:
    if one.moves:
        return f"  (today {when_text(one.meeting.starts)})"
    return f"  (today in {one.meeting.room})" if one.changes_room and one.meeting.room else ""
