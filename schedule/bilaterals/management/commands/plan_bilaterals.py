import signal
import sys
import threading
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.core.management.base import CommandParser

from conference.core import clock
from conference.core.access import SYSTEM
from conference.core.errors import UserError
from conference.look.times import when_text
from conference.management.base import PlainCommand
from conference.models import current_conference
from schedule.bilaterals.planning.applying import apply_rows
from schedule.bilaterals.planning.models import ProposedRow, Why
from schedule.bilaterals.planning.proposal import Proposal, propose_plan
from schedule.bilaterals.planning.running import changes

LEAST, MOST = 1, 3600


class Command(PlainCommand):
    help = (
        "Proposes a time and a room for every bilateral meeting that is asked for or agreed, and with --apply sends it"
        " to the delegations. Ctrl-C ends the search and shows the best plan so far."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--seconds", type=float, default=30, metavar="N", help="how much work, as seconds of two idle cores (30)"
        )
        parser.add_argument(
            "--apply", action="store_true", help="send the plan as offers, all at once, after a question"
        )
        parser.add_argument("--yes", action="store_true", help="do not ask before applying")

    def handle(self, *args: Any, seconds: float, apply: bool = False, yes: bool = False, **options: Any) -> None:
        if not LEAST <= seconds <= MOST:
            raise UserError(f"--seconds is from {LEAST} to {MOST}.")
        if apply and not yes and not sys.stdin.isatty():
            raise UserError("--apply asks before it changes anything: give --yes where nobody can answer.")
        stop = threading.Event()
        before = signal.signal(signal.SIGINT, lambda *_: stop.set())
        try:
            proposal = propose_plan(actor=SYSTEM, seconds=seconds, stop=stop)
        finally:
            signal.signal(signal.SIGINT, before)
        self._show(proposal)
        if apply:
            self._apply([row for row in changes(proposal.meetings) if row.starts is not None], ask=not yes)

    def _show(self, proposal: Proposal) -> None:
        conference = current_conference()
        self.stdout.write(f"All times in {conference.zone_label(clock.now())}.")
        for row in proposal.placed:
            self.stdout.write(f"{_time(row.starts)}  {row.room or row.meeting.place}  {row.meeting}{_change(row)}")
        names = {row.meeting_id: str(row.meeting) for row in proposal.meetings}
        for row in proposal.left_out:
            others = "; ".join(names[key] for key in row.others)
            self.stdout.write(f"Not placed: {row.meeting}. {Why(row.why).label}{others and f' {others}.'}")
        moved = sum(row.moves for row in proposal.placed)
        self.stdout.write(
            f"{len(proposal.placed)} of {len(proposal.meetings)} meetings placed"
            f" (first come, first served: {proposal.by_hand}; no plan places more than {proposal.plan.most}), {moved} moved."
        )
        if not proposal.plan.is_best:
            self.stdout.write(
                "The search ended before it was proved that no plan is better; --seconds gives it more work."
            )

    def _apply(self, rows: Sequence[ProposedRow], *, ask: bool) -> None:
        if not rows:
            self.stdout.write("Nothing changes.")
            return
        if ask and not _confirm(f"Meetings to change: {len(rows)}. Change them and inform their delegations? [y/N] "):
            self.stdout.write("Nothing was changed.")
            return
        apply_rows(actor=SYSTEM, rows=rows)
        for row in rows:
            if row.said:
                self.stdout.write(f"Refused: {row.meeting}. {row.said}")
        self.stdout.write(f"{sum(row.applied for row in rows)} of {len(rows)} meetings changed.")


def _time(moment: datetime | None) -> str:
    return when_text(moment.astimezone(current_conference().zone)) if moment else ""


def _confirm(question: str) -> bool:
    try:
        return input(question).strip().lower() in ("y", "yes")
    except (EOFError, KeyboardInterrupt):
        return False


def _change(row: ProposedRow) -> str:
    if row.moves:
        return f"  (today {_time(row.was_starts)})"
    return f"  (today in {row.was_room})" if row.changes_room and row.was_room else ""
