"""The planner of bilateral meetings beside first come, first served, on conferences made from fixed seeds. No database is asked."""

from __future__ import annotations

import random
from dataclasses import replace

from schedule.bilaterals.planning.first_come import first_come
from schedule.bilaterals.planning.problem import MeetingPlan, PlanningProblem
from schedule.bilaterals.planning.solver import plan_meetings
from tests.bench import Figure
from tests.bilaterals.planning.instances import as_asked, conference
from tests.bilaterals.planning.verifier import faults

HANOI = {"parties": 110, "requests": 600, "rooms": 14, "slots": 32}
LARGE = {"parties": 300, "requests": 3000, "rooms": 40, "slots": 64, "days": 4}
CHANGES = 10


def run() -> list[Figure]:
    figures = []
    for name, taken, shape, seconds, share in (
        ("rooms short", 0.35, HANOI, 30, 0.98),
        ("people short", 0.55, HANOI, 30, 0.98),
        ("300 delegations", 0.45, LARGE, 120, 0.95),
    ):
        given = conference(1, taken=taken, **shape)
        found = _checked(given, plan_meetings(given, seconds=seconds))
        figures += _figures(name, given, found, seconds, share)
        if shape is HANOI:
            figures.append(_again(name, given, found))
    for name, taken in (("as asked, rooms short", 0.35), ("as asked, people short", 0.55)):
        given = as_asked(1, taken=taken, parties=110, requests=600, rooms=14)
        found = _checked(given, plan_meetings(given, seconds=30))
        # Lengths, wishes and interpreters on ten minutes: 30 s prove little of the bound, which has no target.
        figures += _figures(name, given, found, 30, None)
    return figures


def _figures(
    name: str, given: PlanningProblem, found: MeetingPlan, seconds: float, share: float | None
) -> list[Figure]:
    by_hand = len(first_come(given).placed)
    shape = f"{len(given.requests):,} requests of {len(given.free)} delegations, {len(given.rooms)} rooms, {len(given.days)} slots"
    return [
        Figure(
            f"{name}: meetings",
            len(found.placed),
            "meetings",
            by_hand,
            by_hand,
            note=f"{shape}; limit: first come, first served",
        ),
        Figure(
            f"{name}: share of the most that any plan could place",
            len(found.placed) / max(found.most, 1),
            "",
            1.0,
            share,
            note=f"in {found.seconds:.0f} s for the work of {seconds} s; {'proved the best' if found.is_best else 'not finished'}",
        ),
    ]


def _again(name: str, given: PlanningProblem, found: MeetingPlan) -> Figure:
    """Plan anew after ten changes: in each somebody of a meeting is no longer free then. Those ten must move; the rest should stay."""
    chance = random.Random(2)
    agreed = {key: found.placed[key] for key in sorted(found.placed)}
    free = dict(given.free)
    for key in chance.sample(list(agreed), CHANGES):
        party = chance.choice(given.by_key[key].parties)
        free[party] = free[party] - {agreed[key].start}
    changed = replace(given, free=free, requests=[replace(one, agreed=agreed.get(one.key)) for one in given.requests])
    anew = _checked(changed, plan_meetings(changed, seconds=30))
    moved = sum(key not in anew.placed or anew.placed[key].start != one.start for key, one in agreed.items())
    note = f"of {len(agreed)} agreed, after {CHANGES} changes; target: 5 %"
    return Figure(f"{name}: moved", moved, "meetings", CHANGES, 0.05 * len(agreed), lower=True, note=note)


def _checked(given: PlanningProblem, found: MeetingPlan) -> MeetingPlan:
    wrong = list(faults(given, found.placed))
    if wrong:
        raise AssertionError(wrong[:5])
    return found
