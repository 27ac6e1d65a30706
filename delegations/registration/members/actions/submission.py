"""Submit members: only complete ones, and after the deadline only those who need no late request."""

from collections.abc import Collection, Iterable

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import NotPossible
from conference.look import lists
from conference.models import current_conference
from delegations.registration.delegations import deadlines, places
from delegations.registration.members import notices, queries
from delegations.registration.members.actions.editing import lock_delegation
from delegations.registration.members.queries import MissingField, Submission
from delegations.registration.models import Delegate, Delegation

OPEN_STATES = ("draft", "returned")


class LateRequestNeeded(NotPossible):
    """The deadline has passed and these members are named for the first time: a late request with a note verbale is needed."""


@lifecycle.use_case
def submit_members(*, actor: Actor, delegation: Delegation, members: Iterable[Delegate] | None = None) -> Submission:
    """Submit all complete drafts and corrected returned members, or the chosen `members`, even as they were returned.

    Of all, those of a category that has too few places for them stay; the others come.
    After the deadline those named for the first time are left out, except those whom `deadlines.get_lateness` lets through.

    Raises:
        LateRequestNeeded: When a chosen one is named after the deadline.
        NotPossible: When a chosen one is incomplete or decided, nobody is complete, or a category of the chosen ones, or
            of all who are complete, is full; nothing is submitted then.
    """
    delegation = lock_delegation(actor, delegation)
    conference = current_conference()
    everybody = queries.members_of(delegation)
    lateness = deadlines.get_lateness(delegation, everybody)
    lacks = {
        member.pk: queries.missing_fields(member, conference) for member in everybody if member.state in OPEN_STATES
    }
    as_returned = queries.as_returned(everybody)
    if members is None:
        ready = [member for member in everybody if lacks.get(member.pk) == [] and member.pk not in as_returned]
    else:
        keys = {member.pk for member in members}
        ready = [member for member in everybody if member.pk in keys]
        for member in ready:
            _check_chosen(member, lacks, lateness)
    ready = _not_late(ready, lateness)
    placeless: list[Delegate] = []
    if members is None:
        placeless = places.without_place(everybody, ready, places.open_to(delegation.party))
        if len(placeless) < len(ready):
            ready = [member for member in ready if member not in placeless]
    for member in everybody:
        if member.pk in as_returned:  # what the officer asked for, in the officer's words
            lacks[member.pk].append(MissingField("", member.return_words))
    incomplete = [(member, lacks[member.pk]) for member in everybody if lacks.get(member.pk) and member not in ready]
    receive_members(delegation, ready, actor=actor, late=[member for member in ready if lateness.is_late(member)])
    submission = Submission(delegation.submissions, clock.now(), ready, incomplete, placeless)
    notices.confirm_submission(delegation, submission, everybody)
    return submission


def receive_members(
    delegation: Delegation,
    members: list[Delegate],
    *,
    actor: Actor,
    late: Collection[Delegate] = (),
    submitted_by: int | None = None,
) -> None:
    """Move complete members to `submitted`, and count the submission. Call it under `lock_places`.

    Args:
        late: Those of `members` who are admitted after the deadline.
        submitted_by: On whose behalf; None means the actor's.

    Raises:
        NotPossible: When a category has no place left.
    """
    places.check_places(delegation, members)
    now = clock.now()
    for member in members:
        is_late = member in late
        lifecycle.move(
            member,
            "submitted",
            actor=actor,
            verb="delegate.submitted",
            details={"late": True} if is_late else None,
            late=member.late or is_late,
            return_code="",
            return_words="",
            submitted_at=now,
            submitted_by_id=submitted_by or actor.user_id,
            vetted_at=None,
            vetted_by_id=None,
        )
    delegation.submissions += 1
    delegation.save(update_fields=["submissions"])


def _not_late(complete: list[Delegate], lateness: deadlines.Lateness) -> list[Delegate]:
    """Return those who need no late request. Raises NotPossible, LateRequestNeeded when that is nobody."""
    free = [member for member in complete if lateness.is_free(member)]
    if not complete:
        raise NotPossible(_("No draft is complete yet. The list shows what is missing for each member."))
    if not free:
        message = _("The deadline has passed. To name further members, make a late request with a note verbale.")
        raise LateRequestNeeded(message)
    return free


def _check_chosen(member: Delegate, lacks: dict[int, list[MissingField]], lateness: deadlines.Lateness) -> None:
    if member.pk not in lacks:
        message = _("%(who)s is already %(state)s.")
        raise NotPossible(message % {"who": member, "state": lifecycle.state_word(member)})
    if lacks[member.pk]:
        message = _("Still missing for %(who)s: %(what)s. Nobody was submitted.")
        raise NotPossible(message % {"who": member, "what": lists.in_words(lacks[member.pk])})
    if not lateness.is_free(member):
        if member.pk in lateness.asked:
            message = _(
                "The late request for %(who)s awaits the organizers’ decision. You will hear from us "
                "when they have decided."
            )
        else:
            message = _(
                "The deadline has passed. Make a late request with a note verbale for %(who)s. Nobody was submitted."
            )
        raise LateRequestNeeded(message % {"who": member})
