"""Arms and radios of a few delegations' security officers."""

from datetime import date, timedelta

from delegations.registration.equipment import notices
from delegations.registration.members import rules
from delegations.registration.models import Delegate, Equipment
from seeds.arms import Arm, arms
from seeds.load.people import Made
from seeds.load.story import Step, Story
from seeds.load.tables import World

MOST = 12  # delegations that bring arms or radios
FIRST = "KEN"  # the delegation that the demo shows first
SUBMITTED = ("submitted", "vetted", "accredited")
STAY = {"starts_on": date(2025, 10, 23), "ends_on": date(2025, 10, 27)}
ASKED_AFTER, DECIDED_AFTER = timedelta(hours=3), timedelta(days=1, hours=2)


def load(world: World, made: Made, seed: int) -> None:
    """Save the requests with their histories. The mails about those that wait are in the outbox."""
    story, items, scopes = Story(), [], {}
    for number, bearer in enumerate(_bearers(made)):
        for arm in arms(bearer.scope, number, seed):
            item = _row(bearer, arm)
            steps = _steps(world, made, item, arm)
            item.asked_at, item.asked_by = steps[0].at, steps[0].who
            if len(steps) > 1:
                item.decided_at, item.decided_by = steps[1].at, steps[1].who
            story.begin(item, steps)
            items.append(item)
            scopes[id(item)] = bearer.scope
    Equipment.objects.bulk_create(items)
    story.tell(scopes)
    story.link()
    for item in items:
        if item.state == "asked":
            notices.confirm_request(item)


def _bearers(made: Made) -> list[Delegate]:
    """Return the first security officer of MOST delegations who is submitted or further; a draft is enough for FIRST."""
    bearers: dict[str, Delegate] = {}
    for row, _standing, code in made.rows:
        states = ("draft", *SUBMITTED) if code == FIRST else SUBMITTED
        if row.capacity == "security" and row.state in states and code in made.focal:
            bearers.setdefault(code, row)
    return [bearers[code] for code in sorted(bearers, key=lambda code: code != FIRST)[:MOST]]


def _row(bearer: Delegate, arm: Arm) -> Equipment:
    index = rules.serial_index(arm.values["serial"])
    own = {"kind": arm.kind, "state": arm.state, "licence": arm.licence, "reason": arm.reason, "serial_index": index}
    return Equipment(bearer=bearer, **STAY, **arm.values, **own)


def _steps(world: World, made: Made, item: Equipment, arm: Arm) -> list[Step]:
    entered = item.bearer.submitted_at or world.today - timedelta(hours=5)
    asked_at = min(entered + ASKED_AFTER, world.today - timedelta(hours=1))
    steps = [Step(asked_at, made.focal[item.bearer.scope], "equipment.asked", "asked")]
    if arm.state != "asked":
        decided = min(asked_at + DECIDED_AFTER, world.today - timedelta(minutes=20))
        steps.append(Step(decided, world.staff["security"], f"equipment.{arm.state}", arm.state, arm.reason))
    return steps
