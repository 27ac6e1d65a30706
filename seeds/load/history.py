"""Save members and badges with their history: who entered, submitted, vetted and decided, and when."""

import hashlib
from datetime import datetime, timedelta

from conference.accounts.models import User
from delegations.accreditation.badges.actions.issuing import read_shown_fields
from delegations.accreditation.badges.numbers import number_for
from delegations.accreditation.models import LIVE, Badge
from delegations.registration.models import Delegate
from seeds.load.people import Made
from seeds.load.story import Step, Story
from seeds.load.tables import World, moment
from seeds.standings import BadgeStanding, Standing

ENTERED_BEFORE = timedelta(hours=5)
BATCH = 500


def load(world: World, made: Made) -> None:
    story = Story()
    scopes: dict[int, str] = {}
    for number, (delegate, standing, code) in enumerate(made.rows):
        steps = _steps(world, made, delegate, standing, code, number)
        _columns(delegate, standing, steps)
        story.begin(delegate, steps)
        scopes[id(delegate)] = code
    Delegate.objects.bulk_create([delegate for delegate, _, _ in made.rows], batch_size=BATCH)
    story.tell(scopes)
    badges = []
    for delegate, standing, code in made.rows:
        for badge_standing in standing.badges:
            badge = badge_of(delegate, badge_standing, world)
            story.begin(badge, _badge_steps(world, badge_standing))
            scopes[id(badge)] = code
            badges.append(badge)
    Badge.objects.bulk_create(badges, batch_size=BATCH)
    story.tell(scopes)
    story.link()


def _steps(world: World, made: Made, delegate: Delegate, standing: Standing, code: str, number: int) -> list[Step]:
    """Return the steps of a member. Two officers take turns, and neither vets and decides the same person."""
    focal = made.focal.get(code)
    deciders = [world.staff["accreditation"], world.staff["accreditation2"]]
    decider = deciders[number % 2]
    submitted = _time(standing.submitted_at)
    steps = [
        Step((submitted or world.today - timedelta(hours=20)) - ENTERED_BEFORE, focal, "delegate.entered", "draft")
    ]
    if submitted:
        steps.append(Step(submitted, focal, "delegate.submitted", "submitted"))
    if standing.vetted_at:
        steps.append(Step(moment(standing.vetted_at), world.staff["security"], "delegate.vetted", "vetted"))
    decided = _time(standing.decided_at)
    if decided and standing.state in {"accredited", "withdrawn"} and standing.vetted_at:
        steps.append(Step(decided, decider, "delegate.accredited", "accredited"))
    if decided and standing.state in {"returned", "refused"}:
        steps.append(Step(decided, decider, f"delegate.{standing.state}", standing.state, standing.return_words))
    if standing.state == "withdrawn":
        ended = _time(standing.badges[-1].ended_at) if standing.badges else None
        steps.append(Step(ended or steps[-1].at + timedelta(hours=6), focal, "delegate.withdrawn", "withdrawn"))
    return steps


def _columns(delegate: Delegate, standing: Standing, steps: list[Step]) -> None:
    for step in steps:
        if step.to == "submitted":
            delegate.submitted_at, delegate.submitted_by = step.at, step.who
        elif step.to == "vetted":
            delegate.vetted_at, delegate.vetted_by = step.at, step.who
        elif step.to in {"accredited", "refused"}:
            delegate.decided_at, delegate.decided_by = step.at, step.who
    if standing.state in {"returned", "refused"}:
        delegate.return_code, delegate.return_words = standing.return_code, standing.return_words


def badge_of(delegate: Delegate, standing: BadgeStanding, world: World) -> Badge:
    printed = _time(standing.printed_at)
    return Badge(
        delegate=delegate,
        live_for=delegate.pk if standing.state in LIVE else None,
        # Random in production; here the same for the same seed, so that a badge printed once is valid in a later demo.
        serial=hashlib.sha256(f"{delegate.scope}/{delegate.position}/{standing.copy}".encode()).hexdigest()[:32],
        number=number_for(delegate.pk),
        copy=standing.copy,
        state=standing.state,
        queued_at=moment(standing.queued_at),
        printed_at=printed,
        printed_by=world.staff["print"] if printed else None,
        collected_at=_time(standing.collected_at),
        collected_by_name=delegate.delegation.liaison_name if standing.collected_at else "",
        shows=read_shown_fields(delegate),
    )


def _badge_steps(world: World, standing: BadgeStanding) -> list[Step]:
    officer: User = world.staff["accreditation"]
    printer: User = world.staff["print"]
    steps = [Step(moment(standing.queued_at), officer, "badge.queued", "queued")]
    if standing.printed_at:
        steps.append(Step(moment(standing.printed_at), printer, "badge.printed", "printed"))
    if standing.collected_at:
        steps.append(Step(moment(standing.collected_at), printer, "badge.collected", "collected"))
    if standing.ended_at:
        steps.append(Step(moment(standing.ended_at), officer, f"badge.{standing.state}", standing.state))
    return steps


def _time(text: str) -> datetime | None:
    return moment(text) if text else None
