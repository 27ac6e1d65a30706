"""Arms and radios of a few delegations' security officers."""

from __future__ import annotations

from datetime import date, timedelta

from delegations.registration.equipment import notices
from delegations.registration.members import rules
from delegations.registration.models import Delegate, Equipment
from seeds.arms import Thing, arms
from seeds.load.people import Made
from seeds.load.story import Step, Story
from seeds.load.tables import World

MOST = 12  # delegations that bring something
FIRST = "KEN"  # the delegation that the demo shows first
SUBMITTED = ("submitted", "vetted", "accredited")
STAY = {"starts_on": date(2025, 10, 23), "ends_on": date(2025, 10, 27)}
ASKED_AFTER, DECIDED_AFTER = timedelta(hours=3), timedelta(days=1, hours=2)


def load(world: World, made: Made, seed: int) -> None:
    """Save the requests with their stories; those that wait have their letter in the outbox."""
    story, things, scopes = Story(), [], {}
    for number, bearer in enumerate(_bearers(made)):
        for one in arms(bearer.scope, number, seed):
            thing = _row(bearer, one)
            steps = _steps(world, made, thing, one)
            thing.asked_at, thing.asked_by = steps[0].at, steps[0].who
            if len(steps) > 1:
                thing.decided_at, thing.decided_by = steps[1].at, steps[1].who
            story.begin(thing, steps)
            things.append(thing)
            scopes[id(thing)] = bearer.scope
    Equipment.objects.bulk_create(things)
    story.tell(scopes)
    story.link()
    for thing in things:
        if thing.state == "asked":
            notices.confirm_request(thing)


def _bearers(made: Made) -> list[Delegate]:
    """Return the first security officer submitted or further of each first delegation; of FIRST one entered will do."""
    found: dict[str, Delegate] = {}
    for row, _standing, code in made.rows:
        states = ("draft", *SUBMITTED) if code == FIRST else SUBMITTED
        if row.capacity == "security" and row.state in states and code in made.focal:
            found.setdefault(code, row)
    return [found[code] for code in sorted(found, key=lambda code: code != FIRST)[:MOST]]


def _row(bearer: Delegate, one: Thing) -> Equipment:
    index = rules.serial_index(one.values["serial"])
    own = {"kind": one.kind, "state": one.state, "licence": one.licence, "reason": one.reason, "serial_index": index}
    return Equipment(bearer=bearer, **STAY, **one.values, **own)


def _steps(world: World, made: Made, thing: Equipment, one: Thing) -> list[Step]:
    entered = thing.bearer.submitted_at or world.today - timedelta(hours=5)
    asked = min(entered + ASKED_AFTER, world.today - timedelta(hours=1))
    steps = [Step(asked, made.focal[thing.bearer.scope], "equipment.asked", "asked")]
    if one.state != "asked":
        decided = min(asked + DECIDED_AFTER, world.today - timedelta(minutes=20))
        steps.append(Step(decided, world.staff["security"], f"equipment.{one.state}", one.state, one.reason))
    return steps
