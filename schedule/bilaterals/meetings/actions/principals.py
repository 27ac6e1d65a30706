"""Who takes part for a side: another head, or another person."""

from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.core.personal_data import PersonalText
from delegations.registration.members.queries import head_of
from delegations.registration.models import Delegate, Delegation
from schedule.bilaterals.meetings import notices, queries
from schedule.bilaterals.meetings.actions import holding, links
from schedule.bilaterals.models import AGREED, LIVE, Meeting


@lifecycle.use_case
def keep_with_new_head(
    *, actor: Actor, meeting: Meeting, by: Delegation, expected_version: int | None = None, protocol: bool = False
) -> Meeting:
    """Keep a live meeting, its time and room, with the new head of one side; both sides are told.

    `protocol`: Protocol does it for the delegation, which then agrees again as the others do.

    Raises NotAllowed, NotFound if the actor does not act for `by`; AlreadyDecided; TimeTaken if the new head is engaged then; NotPossible
    if `by` has no head, still has the same one, or the meeting is over.
    """
    if protocol:
        require_right(actor, "bilaterals.place")
    else:
        links.act_for(actor, meeting, by)
    head = head_of(by)
    if head is None:
        message = _("%(party)s has no head of delegation now.") % {"party": by}
        raise NotPossible(message if protocol else _("Your delegation has no head yet; enter one first."))
    return _write_principal(actor, meeting, by, head, expected_version, protocol=protocol)


@lifecycle.use_case
def change_principal(
    *, actor: Actor, meeting: Meeting, by: Delegation, principal: Delegate, expected_version: int | None = None
) -> Meeting:
    """Send another person of sufficient rank; the other side is told and must agree again. Errors as `keep_with_new_head`."""
    links.act_for(actor, meeting, by)
    queries.check_principal(by, principal)
    return _write_principal(actor, meeting, by, principal, expected_version)


def _write_principal(
    actor: Actor,
    meeting: Meeting,
    by: Delegation,
    person: Delegate,
    expected_version: int | None,
    *,
    protocol: bool = False,
) -> Meeting:
    def can_be_kept(row: Meeting) -> None:
        if row.state not in LIVE or row.ends <= clock.now():
            raise NotPossible(_("This meeting is over or was cancelled."))
        if row.principal_of(by) == person:
            raise NotPossible(_("%(who)s is its principal already.") % {"who": person.full_name})

    former, side = meeting.principal_of(by), meeting.side_of(by)
    fields: dict[str, Any] = {}
    if side:
        fields = {f"{side}_principal": person, f"{side}_by_office": person == head_of(by)}
    if meeting.state in AGREED:
        # The others agreed to another person, so they must agree again.
        fields |= {f"{other}_agrees": False for other in ("asking", "asked") if protocol or other != side}
    meeting = lifecycle.change(
        meeting,
        actor=actor,
        verb="meeting.kept",
        check=can_be_kept,
        details={"instead_of": PersonalText.name_of(former) if former else ""},
        expected_version=expected_version,
        **fields,
    )
    if further := meeting.participant(by):
        further.principal, further.by_office = person, person == head_of(by)
        further.save()
    if meeting.state in AGREED:
        meeting.participants.exclude(delegation=by).update(agrees=False)
    holding.rebook_principals(meeting, by)
    notices.write_new_principal(meeting, by=by, head=person)
    return meeting
