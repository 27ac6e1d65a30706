"""The members from 10 to 24 October: the others are entered, submitted, vetted and accredited in working hours by two officers.

Rows are written in bulk, as in the seeds' own history. Only rows that wait are moved, so that changes by users of the demo stay.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max

from conference.accounts.models import User
from delegations.accreditation.models import Badge, Hold, WatchMatch
from delegations.registration.members import rules
from delegations.registration.models import Delegate, Delegation
from seeds.chance import chance
from seeds.data import party as row_of
from seeds.load.history import BATCH, badge_of
from seeds.load.people import Gallery, delegate_of
from seeds.load.story import Move, Step, Story
from seeds.load.tables import World, moment
from seeds.people import Member, members
from seeds.presence import EMPTY
from seeds.stages import late as late_requests
from seeds.stages.world import focal_points, read_world
from seeds.standings import BadgeStanding, Standing

When = Callable[[Delegate, int], datetime]
SEED = 2025
TODAY = moment("2025-10-25T10:40")
# The days to the eve on one of which the members of a delegation are accredited. They are submitted before the deadline of confirmation.
FIRST, LAST_DAYS = moment("2025-10-13T08:00"), (0, 1, 2, 3, 4, 7, 8, 9, 10)
SUBMISSION_DAYS = (0, 0, 0, 1, 1, 1, 2, 2, 2)  # of the same delegations, so that nobody is accredited before
NEWCOMERS = 7  # members of a delegation that was empty on 10 October
LATE_FROM, LATE_MINUTES = moment("2025-10-24T16:00"), 150
# The share of drafts that are submitted so late that they are not decided when the ceremony begins.
LATE_SHARE = 0.12
COMPLETED = (
    "date_of_birth",
    "document_type",
    "document_number",
    "document_expiry",
    "document_issue_date",
    "document_issue_place",
    "sex",
    "photo",
    "photo_exempt",
    "arrival",
    "arrival_flight",
    "departure",
    "departure_flight",
    "hotel",
)


def load() -> None:
    story, focal = Story(), focal_points()
    world, gallery = read_world(TODAY), Gallery()
    _newcomers(world, focal, gallery, story)
    people = list(
        Delegate.objects.filter(state__in=("draft", "returned", "submitted", "vetted"))
        .select_related("delegation__party", "category", "protocol_rank")
        .order_by("pk")
    )
    late = {member.pk for member in people if _is_late(member)}
    _complete([member for member in people if member.state in ("draft", "returned")], world, gallery)
    _submit([member for member in people if member.state in ("draft", "returned")], late, focal, story)
    waiting = late | _find_blocked(people)
    clear([member for member in people if member.pk not in waiting], world, story)
    story.link()


def clear(people: Iterable[Delegate], world: World, story: Story, at: When | None = None) -> list[Badge]:
    """Vet submitted members, accredit all vetted ones, and return their badges.

    Args:
        at: Returns the moment of a member's step, so many hours after the submission; by default in the days before the ceremony.
    """
    at = at or _at
    _vet([member for member in people if member.state == "submitted"], world, story, at)
    return _accredit([member for member in people if member.state == "vetted"], world, story, at)


def _is_late(member: Delegate) -> bool:
    if member.state != "draft" or member.capacity in ("head", "deputy_head"):
        return False
    return chance("late", member.scope, member.position).random() < LATE_SHARE


def _find_blocked(people: Iterable[Delegate]) -> set[int]:
    """Return the keys of members who cannot be accredited because of an objection or an open match of the watch list."""
    on_hold = Hold.objects.filter(state="in_force", delegate__in=people).values_list("delegate", flat=True)
    matched = WatchMatch.objects.filter(aside_at=None, delegate__in=people).values_list("delegate", flat=True)
    return {*on_hold, *matched}


# ---- missing members and data ----------------------------------------------------------------------------------------
def _newcomers(world: World, focal: dict[str, User], gallery: Gallery, story: Story) -> None:
    """Enter the members of empty delegations whose focal points have taken up their invitations."""
    empty = Delegation.objects.filter(party__code__in=EMPTY, members=None).select_related("party")
    newcomers: list[Delegate] = []
    for delegation in empty.order_by("pk"):
        code = delegation.party.code
        if code not in focal:
            continue
        at = FIRST - timedelta(hours=40) + timedelta(minutes=7 * len(newcomers))
        for position, member in enumerate(members(row_of(code), NEWCOMERS, SEED), 1):
            row = delegate_of(world, delegation, position, member, Standing("draft"), gallery)
            story.begin(row, [Step(at, focal[code], "delegate.entered", "draft")])
            newcomers.append(row)
    Delegate.objects.bulk_create(newcomers, batch_size=BATCH)
    story.tell({id(row): row.scope for row in newcomers})


def _complete(people: list[Delegate], world: World, gallery: Gallery) -> None:
    """Fill the empty fields of the members. Those that users of the demo have entered stay as they are."""
    invented: dict[str, list[Member]] = {}
    for row in people:
        code = row.scope
        if code not in invented:
            count = NEWCOMERS if code in EMPTY else row.delegation.members.count()
            invented[code] = members(row_of(code), count, SEED)
        whole = _same(row, invented[code])
        if whole is None:
            continue
        full = delegate_of(world, row.delegation, row.position, whole, Standing(row.state), gallery)
        for name in COMPLETED:
            if not getattr(row, name) or (name == "document_expiry" and row.return_code == "document_expires"):
                setattr(row, name, getattr(full, name))
        for name, value in rules.derived(row).items():
            setattr(row, name, value)


def _same(row: Delegate, people: list[Member]) -> Member | None:
    namesake = people[row.position - 1] if 0 < row.position <= len(people) else None
    if namesake and (namesake.family_name, namesake.given_names) == (row.family_name, row.given_names):
        return namesake
    return None


# ---- the steps -------------------------------------------------------------------------------------------------------
def _submit(people: list[Delegate], late: set[int], focal: dict[str, User], story: Story) -> None:
    moves = []
    for row in people:
        user = focal.get(row.scope)
        if user is None:
            continue
        at = _late_at(row) if row.pk in late else _at(row, -20, SUBMISSION_DAYS)
        fields: dict[str, Any] = {name: getattr(row, name) for name in (*COMPLETED, *rules.derived(row))}
        fields |= {"submitted_at": at, "submitted_by": user, "late": row.late or row.pk in late}
        moves.append(Move(row, Step(at, user, "delegate.submitted", "submitted"), fields))
    story.go_on(moves)
    late_requests.grant([row for row in people if row.pk in late and row.scope in focal], focal, story)


def _vet(people: list[Delegate], world: World, story: Story, at: When) -> None:
    officer = world.staff["security"]
    fields = {"vetted_by": officer, "return_code": "", "return_words": "", "decided_at": None, "decided_by": None}
    moves = []
    for row in people:
        when = at(row, 1)
        moves.append(Move(row, Step(when, officer, "delegate.vetted", "vetted"), {"vetted_at": when, **fields}))
    story.go_on(moves)


def _accredit(people: list[Delegate], world: World, story: Story, at: When) -> list[Badge]:
    """Accredit the members, and queue a badge for each."""
    officers = [world.staff["accreditation"], world.staff["accreditation2"]]
    moves, badges = [], []
    for number, row in enumerate(people):
        when, officer = at(row, 5), officers[number % 2]
        fields = {"decided_at": when, "decided_by": officer}
        moves.append(Move(row, Step(when, officer, "delegate.accredited", "accredited"), fields))
    story.go_on(moves)
    # An accreditation that was undone in the demo left a copy that is void.
    copies = dict(Badge.objects.filter(delegate__in=people).values_list("delegate").annotate(n=Max("copy")))
    for row, move in zip(people, moves, strict=True):
        copy = BadgeStanding(copies.get(row.pk, 0) + 1, "queued", move.step.at.strftime("%Y-%m-%dT%H:%M"), "", "", "")
        badge = badge_of(row, copy, world)
        story.begin(badge, [Step(move.step.at, move.step.who, "badge.queued", "queued")])
        badges.append(badge)
    Badge.objects.bulk_create(badges, batch_size=BATCH)
    story.tell({id(badge): badge.scope for badge in badges})
    return badges


def _at(row: Delegate, hours: int, days: Sequence[int] = LAST_DAYS) -> datetime:
    """Return a moment in working hours, for all members of a delegation on the same morning."""
    day = days[int(chance("decided", row.scope).random() * len(days))]
    minutes = 60 * chance("minute", row.scope, row.position).random()
    return FIRST + timedelta(days=day, hours=hours, minutes=int(minutes))


def _late_at(row: Delegate) -> datetime:
    return LATE_FROM + timedelta(minutes=int(LATE_MINUTES * chance("late", row.scope).random()))
