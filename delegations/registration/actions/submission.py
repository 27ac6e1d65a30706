"""Submitting members: only complete ones, only as many as there are places, and late ones marked rather than refused."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from conference import clock, lifecycle
from conference.access import Actor
from conference.errors import NotPossible
from conference.models import current_conference
from delegations.registration import notices, places, queries
from delegations.registration.actions.members import acting_for
from delegations.registration.models import Deadline, Delegate, Delegation
from delegations.registration.queries import Lack

OPEN_STATES = ("draft", "returned")
DEADLINE = "confirmation"  # the code of the deadline after which a first submission is late


@dataclass(frozen=True)
class Submission:
    """What one submission was: its number in this delegation, when, who was received, who still lacks what, whether it was late."""

    number: int
    at: datetime
    received: list[Delegate]
    lacking: list[tuple[Delegate, list[Lack]]]
    late: bool


@lifecycle.use_case
def submit(*, actor: Actor, delegation: Delegation, members: Iterable[Delegate] | None = None) -> Submission:
    """Submits all complete drafts and corrected returned members, or the chosen `members`, even as they were returned.

    After the deadline the members who come for the first time are marked late, and the organisers decide.
    Raises NotFound, NotPossible when a chosen one is incomplete or decided already, when nobody is complete, or when a category has
    no place left; nothing is submitted then.
    """
    held = acting_for(actor, delegation)
    ends_on = current_conference().ends_on
    everybody = queries.members_of(held)
    lacking = {one.pk: queries.missing(one, ends_on) for one in everybody if one.state in OPEN_STATES}
    as_returned = queries.as_returned(everybody)
    coming = _chosen(everybody, members, lacking, as_returned)
    places.check(held, coming)
    now = clock.now()
    late = Deadline.objects.filter(code=DEADLINE, at__lte=now).exists()
    for one in coming:
        first = late and one.state == "draft"
        anew: dict[str, Any] = {
            "submitted_at": now,
            "submitted_by_id": actor.user_id,
            "vetted_at": None,
            "vetted_by_id": None,
        }
        lifecycle.move(
            one,
            "submitted",
            actor=actor,
            verb="delegate.submitted",
            details={"late": True} if first else None,
            late=one.late or first,
            return_code="",
            return_words="",
            **anew,
        )
    held.submissions += 1
    held.save(update_fields=["submissions"])
    done = {one.pk for one in coming}
    for one in everybody:
        if one.pk in as_returned:  # what the officer asked for, in the officer's words
            lacking[one.pk].append(Lack("", one.return_words))
    left = [(one, lacking[one.pk]) for one in everybody if lacking.get(one.pk) and one.pk not in done]
    submission = Submission(held.submissions, now, coming, left, late)
    notices.submitted(held, submission, everybody)
    return submission


def _chosen(
    everybody: list[Delegate],
    members: Iterable[Delegate] | None,
    lacking: dict[int, list[Lack]],
    as_returned: set[int],
) -> list[Delegate]:
    """Those who can be submitted. Raises NotPossible for a chosen one who can't, and when nobody is left."""
    wanted = None if members is None else {one.pk for one in members}
    coming = [one for one in everybody if wanted is None or one.pk in wanted]
    if wanted is not None:
        for one in coming:
            if one.pk not in lacking:
                words = _("%(who)s is %(state)s already.")
                raise NotPossible(words % {"who": one, "state": lifecycle.state_word(one)})
            if lacking[one.pk]:
                words = _("%(who)s still lacks: %(what)s. Nobody was submitted.")
                raise NotPossible(words % {"who": one, "what": queries.in_words(lacking[one.pk])})
    coming = [one for one in coming if lacking.get(one.pk) == [] and (wanted or one.pk not in as_returned)]
    if not coming:
        raise NotPossible(_("No draft is complete yet; the list says what each one lacks."))
    return coming
