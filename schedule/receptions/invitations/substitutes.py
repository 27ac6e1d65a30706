"""The host's decision on a substitute, and its undo. Whoever had a place when proposing one keeps it if the host does not agree."""

from typing import Any

from conference.core import lifecycle
from conference.core.access import Actor, require_right
from schedule.calendar.engagements.actions import release_engagements
from schedule.receptions.invitations import notices
from schedule.receptions.invitations.actions import (
    SUBSTITUTE_COLUMNS,
    Answer,
    admit_waiting,
    answer_columns,
    lock_answerable,
)
from schedule.receptions.invitations.late_answers import answer_to_json, restore_answer
from schedule.receptions.models import Invitation, Reception

APPROVED, REJECTED = "invitation.substitute_approved", "invitation.substitute_rejected"


@lifecycle.use_case
def decide_substitute(
    *, actor: Actor, invitation: Invitation, approve: bool, expected_version: int | None = None
) -> Invitation:
    """Record the host's decision on a substitute. An approved one takes the guest's place; if there is none, the next, or waits.

    A guest whose substitute is not approved has the own place as before, with the companion.

    Raises NotAllowed, AlreadyDecided.
    """
    require_right(actor, "receptions.invite")
    reception = Reception.objects.select_for_update().get(pk=invitation.reception_id)
    now = lock_answerable(invitation)
    columns: dict[str, Any] = {"before_word": answer_to_json(now)}
    proposed = {name: getattr(now, name) for name in SUBSTITUTE_COLUMNS}
    if approve:
        to = "accepted" if now.keeps_place or reception.free >= 1 else "waiting"
        columns |= answer_columns(Answer("substitute", **proposed), reception)
    elif now.keeps_place:
        to = "accepted"
        columns |= {**dict.fromkeys(SUBSTITUTE_COLUMNS, ""), "keeps_place": False}
    else:
        to = "rejected"
    # `only_from` keeps this from accepting an invitation for which no substitute was proposed.
    decided = lifecycle.move(
        invitation,
        to,
        actor=actor,
        verb=APPROVED if approve else REJECTED,
        only_from=("substitute",),
        expected_version=expected_version,
        **columns,
    )
    if approve and now.booking:
        release_engagements(subject=decided)
    if now.held_persons > decided.held_persons:
        admit_waiting(reception)
    notices.queue_notice(
        notices.SUBSTITUTE, decided, can_be_undone=True, substitute=proposed["substitute_name"], approved=approve
    )
    return decided


def undo_decision(actor: Actor, now: Invitation, reception: Reception, expected_version: int | None) -> Invitation:
    """Restore, within the open use case, the proposal. It awaits the host again.

    Raises NotPossible if others have the companion's place by now; TimeTaken, AlreadyDecided.
    """
    notices.withdraw_mails(now, *notices.DECIDED)
    return restore_answer(actor, now, reception, "invitation.word_undone", expected_version)
