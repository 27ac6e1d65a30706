"""Submit members: only complete ones, and after the deadline only those who need no late request."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from conference.look import lists
from conference.models import current_conference
from delegations.registration.delegations import deadlines, places
from delegations.registration.members import notices, queries
from delegations.registration.members.actions.editing import acting_for
from delegations.registration.members.queries import MissingField
from delegations.registration.models import Delegate, Delegation

OPEN_STATES = ("draft", "returned")


class LateRequestNeeded(NotPossible):
    """The deadline has passed and these members are named for the first time: a late request with a note verbale is needed."""


@dataclass(frozen=True)
class Submission:
    number: int
    at: datetime
    received: list[Delegate]
    lacking: list[tuple[Delegate, list[MissingField]]]
    without_place: list[Delegate] = field(
        default_factory=list
    )  # complete, but too many for the places of their category


@lifecycle.use_case
def submit(*, actor: Actor, delegation: Delegation, members: Iterable[Delegate] | None = None) -> Submission:
    """Submit all complete drafts and corrected returned members, or the chosen `members`, even as they were returned.

    Of all, those of a category that has too few places for them stay; the others come.
    After the deadline those named for the first time are left out, except those whom `deadlines.get_lateness` lets through.

    Raises:
        LateRequestNeeded: When a chosen one is named after the deadline.
        NotPossible: When a chosen one is incomplete or decided, nobody is complete, or a category of the chosen ones, or
            of all who are complete, is full; nothing is submitted then.
    """
    held = acting_for(actor, delegation)
    conference = current_conference()
    everybody = queries.members_of(held)
    standing = deadlines.get_lateness(held, everybody)
    lacking = {one.pk: queries.missing_fields(one, conference) for one in everybody if one.state in OPEN_STATES}
    as_returned = queries.as_returned(everybody)
    coming = _chosen(everybody, members, lacking, as_returned, standing)
    placeless = [] if members is not None else places.without_place(everybody, coming, places.open_to(held.party))
    if len(placeless) < len(coming):
        coming = [one for one in coming if one not in placeless]
    done = {one.pk for one in coming}
    for one in everybody:
        if one.pk in as_returned:  # what the officer asked for, in the officer's words
            lacking[one.pk].append(MissingField("", one.return_words))
    left = [(one, lacking[one.pk]) for one in everybody if lacking.get(one.pk) and one.pk not in done]
    receive(held, coming, actor=actor, late=[one for one in coming if standing.is_late(one)])
    submission = Submission(held.submissions, clock.now(), coming, left, placeless)
    notices.submitted(held, submission, everybody)
    return submission


def receive(
    held: Delegation,
    coming: list[Delegate],
    *,
    actor: Actor,
    late: Collection[Delegate] = (),
    submitted_by: int | None = None,
) -> None:
    """Move complete members to `submitted`, and count the submission. Call it under `hold`.

    Args:
        late: Those of `coming` who are admitted after the deadline.
        submitted_by: On whose behalf; None means the actor's.

    Raises:
        NotPossible: When a category has no place left.
    """
    places.check(held, coming)
    late_ones = {one.pk for one in late}
    anew: dict[str, Any] = {
        "submitted_at": clock.now(),
        "submitted_by_id": submitted_by or actor.user_id,
        "vetted_at": None,
        "vetted_by_id": None,
    }
    for one in coming:
        is_late = one.pk in late_ones
        lifecycle.move(
            one,
            "submitted",
            actor=actor,
            verb="delegate.submitted",
            details={"late": True} if is_late else None,
            late=one.late or is_late,
            return_code="",
            return_words="",
            **anew,
        )
    held.submissions += 1
    held.save(update_fields=["submissions"])


def _chosen(
    everybody: list[Delegate],
    members: Iterable[Delegate] | None,
    lacking: dict[int, list[MissingField]],
    as_returned: set[int],
    standing: deadlines.Lateness,
) -> list[Delegate]:
    wanted = None if members is None else {one.pk for one in members}
    coming = [one for one in everybody if wanted is None or one.pk in wanted]
    if wanted is not None:
        for one in coming:
            _may_come(one, lacking, standing)
    coming = [one for one in coming if lacking.get(one.pk) == [] and (wanted or one.pk not in as_returned)]
    free = [one for one in coming if standing.is_free(one)]
    if not free and coming:
        words = _("The deadline has passed. To name further members, make a late request with a note verbale.")
        raise LateRequestNeeded(words)
    if not free:
        raise NotPossible(_("No draft is complete yet. The list shows what is missing for each member."))
    return free


def _may_come(member: Delegate, lacking: dict[int, list[MissingField]], standing: deadlines.Lateness) -> None:
    if member.pk not in lacking:
        words = _("%(who)s is already %(state)s.")
        raise NotPossible(words % {"who": member, "state": lifecycle.state_word(member)})
    if lacking[member.pk]:
        words = _("Still missing for %(who)s: %(what)s. Nobody was submitted.")
        raise NotPossible(words % {"who": member, "what": lists.in_words(lacking[member.pk])})
    if not standing.is_free(member):
        if member.pk in standing.asked:
            words = _(
                "The late request for %(who)s awaits the organizers’ decision. You will hear from us "
                "when they have decided."
            )
        else:
            words = _(
                "The deadline has passed. Make a late request with a note verbale for %(who)s. Nobody was submitted."
            )
        raise LateRequestNeeded(words % {"who": member})
