"""Load the Hanoi conference into an empty database in one transaction, the same for the same seed."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import transaction

from conference.core import clock
from seeds.data import conference
from seeds.load import (
    arms,
    circulars,
    gates,
    history,
    meetings,
    panels,
    passes,
    people,
    side_events,
    speakers,
    tables,
    watch,
)
from seeds.load.latest import clock_moved, latest

__all__ = ["clock_moved", "latest", "load"]
HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def load(*, delegates: int | None = None, seed: int = 2025, say: Callable[[str], object] = print) -> None:
    """Fill an empty database.

    Args:
        delegates: How many members (None: about 1,500).
        say: Called with a line for each step.
    """
    today = datetime.fromisoformat(conference()["dates"]["demo_now"]).replace(tzinfo=HANOI)
    with transaction.atomic(), clock.standing(today):
        say("Loading the parties, the rooms, the programme ...")
        world = tables.load(today)
        say("Inventing the delegations ...")
        made = people.load(world, delegates, seed)
        say(f"Telling the story of {made.count:,} members of {made.delegations} delegations ...")
        history.load(world, made)
        arms.load(world, made, seed)
        passes.load(world, made)
        gates.load(world)
        watch.load(world)
        circulars.plan("confirmation", actor=world.actor("secretariat"))
        say("Arranging meetings and receptions ...")
        meetings.load(world, made, seed)
        speakers.load(world, made, seed)
        side_events.load(world, made)
        panels.load(world)
