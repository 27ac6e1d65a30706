"""One decision on several people, each at the version that was previewed; and its undoing. Each step is the single action itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from uuid import UUID

from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.access import Actor, require
from conference.core.errors import NotPossible, UserError
from conference.models import current_conference
from delegations.accreditation.models import Badge
from delegations.accreditation.review import notices, risks
from delegations.accreditation.review.actions import decisions, undoing
from delegations.registration.models import Delegate

MOST = 200
RIGHTS = {"vet": "accreditation.vet", "accredit": "accreditation.decide", "return": "accreditation.return"}
type Seen = Sequence[tuple[UUID, int]]


@dataclass
class Outcome:
    done: list[Delegate] = field(default_factory=list)
    left: list[tuple[Delegate, str]] = field(default_factory=list)


@lifecycle.use_case
def decide_many(*, actor: Actor, act: str, expected_version: Seen, code: str = "", words: str = "") -> Outcome:
    """Vet, accredit or return these people in one transaction. Those who changed since the preview are left out and named.

    Args:
        act: A key of RIGHTS.
        expected_version: Public id and version of each as previewed, MOST at most.

    Raises:
        NotPossible: For none, for too many, or for a reason that `return_` would not take.
    """
    require(actor, RIGHTS[act])
    versions = _versions(expected_version)
    outcome, badges = Outcome(), {}
    conference = current_conference()
    for person in _held(versions):
        try:
            # For those who changed, the single action's error says who changed them.
            reason = (
                "" if person.version != versions[person.public_id] else risks.why_not(person, act, actor, conference)
            )
            if reason:
                raise NotPossible(reason)
            badge = _decide(act, actor, person, versions[person.public_id], {"code": code, "words": words})
        except UserError as problem:
            outcome.left.append((person, str(problem)))
            continue
        outcome.done.append(person)
        if badge is not None:
            badges[person.pk] = badge
    _tell(outcome.done, badges)
    return outcome


def _decide(act: str, actor: Actor, person: Delegate, expected_version: int, reason: Mapping[str, str]) -> Badge | None:
    if act == "accredit":
        return decisions.accredit(actor=actor, delegate=person, expected_version=expected_version, tell=False)
    if act == "vet":
        decisions.vet(actor=actor, delegate=person, expected_version=expected_version)
    else:
        decisions.return_(actor=actor, delegate=person, expected_version=expected_version, **reason)
    return None


def _tell(done: Sequence[Delegate], badges: Mapping[int, Badge]) -> None:
    accredited = sorted((one for one in done if one.pk in badges), key=lambda one: one.delegation_id)
    for _key, some in groupby(accredited, key=lambda one: one.delegation_id):
        notices.tell_accredited([(one, badges[one.pk]) for one in some])


@lifecycle.use_case
def undo(*, actor: Actor, act: str, expected_version: Seen) -> Outcome:
    """Undo a decision on these people. Those who changed since are left out and named.

    Args:
        act: A key of undoing.UNDONE.
        expected_version: Public id and version of each as the decision left it.
    """
    if act not in undoing.UNDONE:
        raise NotPossible(_("This decision cannot be undone. Nothing was changed."))
    require(actor, undoing.UNDONE[act].right)
    versions = _versions(expected_version)
    outcome = Outcome()
    for person in _held(versions):
        try:
            undoing.undo_decision(actor=actor, act=act, delegate=person, expected_version=versions[person.public_id])
        except UserError as problem:
            outcome.left.append((person, str(problem)))
        else:
            outcome.done.append(person)
    return outcome


def _versions(expected_version: Seen) -> dict[UUID, int]:
    if not expected_version:
        raise NotPossible(_("Nobody is chosen. Nothing was changed."))
    if len(expected_version) > MOST:
        raise NotPossible(_("At most %(most)d at once. Nothing was changed.") % {"most": MOST})
    return dict(expected_version)


def _held(versions: Mapping[UUID, int]) -> list[Delegate]:
    """Return these people, locked in the order of their keys, so that two bulk decisions cannot deadlock."""
    rows = Delegate.objects.exclude(state="draft").filter(public_id__in=versions).order_by("pk")
    held = {row.pk for row in rows.select_for_update(of=("self",)).only("pk")}
    joins = ("delegation__party", "category", "protocol_rank", "vetted_by")
    return list(risks.marked(Delegate.objects.filter(pk__in=held).select_related(*joins)).order_by("pk"))
