"""What comes next: from the release alone, by the conference's days."""

from __future__ import annotations

import time_machine

from conference.core.access import SYSTEM
from conference.db import together
from schedule.programme.releases import desk_tasks
from tests.calendar.places import at
from tests.programme.draft import add, publish


def test_what_runs_and_what_comes_by_day_and_nothing_that_is_over(world):
    add("Opening", starts="09:00", ends="10:00")
    add("Banquet", room="BANQUET", starts="19:00", ends="21:00")
    add("Closing", day=26, starts="00:30", ends="01:00")
    publish()
    add("Not released", starts="12:00", ends="13:00")
    with time_machine.travel(at("09:30"), tick=False):
        [panel] = together.results_of(desk_tasks.next_in_the_programme(SYSTEM))
    assert [(str(one["day"]), one["title"]) for one in panel["sessions"]] == [
        ("2025-10-25", "Opening"),
        ("2025-10-25", "Banquet"),
        ("2025-10-26", "Closing"),
    ]


def test_before_the_first_release_there_is_no_panel(world):
    assert together.results_of(desk_tasks.next_in_the_programme(SYSTEM)) == []
