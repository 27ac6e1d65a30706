"""The host's decision on an answer after the deadline, and its undo. The mail waits while it can be undone."""

import json
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from conference.core import lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from schedule.calendar.engagements.actions import release_engagements
from schedule.receptions.invitations import notices
from schedule.receptions.invitations.actions import (
    COLUMNS,
    Answer,
    admit_waiting,
    engage_guest,
    lock_answerable,
    room_for,
    write_answer,
)
from schedule.receptions.models import Invitation, Reception

TAKEN, DECLINED = "invitation.late_taken", "invitation.late_declined"
# What an answer says, and where it left the invitation: an undo gives all of it back.
KEPT_COLUMNS = ("state", "persons", "companion_name", "waiting_companion", "keeps_place", *COLUMNS, "late_answer")
MOMENTS = ("answered_at", "late_at")


@lifecycle.use_case
def decide_late(
    *, actor: Actor, invitation: Invitation, accept: bool, expected_version: int | None = None
) -> Invitation:
    """Record the host's decision on a late answer: treated like one in time, or declined.

    Raises NotAllowed, AlreadyDecided, TimeTaken, NotPossible when nothing waits any more.
    """
    require_right(actor, "receptions.invite")
    reception = Reception.objects.select_for_update().get(pk=invitation.reception_id)
    now = lock_answerable(invitation)
    late = late_answer(now)
    if late is None:
        raise NotPossible(_("No late answer waits here any more."))
    before = answer_to_json(now)
    if accept:
        undoable: dict[str, Any] = {"verb": TAKEN, "can_be_undone": True, "before_word": before}
        return write_answer(invitation, now, reception, late, actor, expected_version, **undoable)
    declined = lifecycle.change(
        invitation,
        actor=actor,
        verb=DECLINED,
        expected_version=expected_version,
        late_answer="",
        late_at=None,
        before_word=before,
    )
    notices.queue_notice(notices.LATE_DECLINED, declined, can_be_undone=True)
    return declined


def late_answer(invitation: Invitation) -> Answer | None:
    """Return the answer that was given after the deadline and awaits the host."""
    return Answer(**json.loads(invitation.late_answer)) if invitation.late_answer else None


def undo_word(actor: Actor, now: Invitation, reception: Reception, expected_version: int | None) -> Invitation:
    """Restore, within the open use case, the answer from before the host's decision. The late answer waits again.

    Raises NotPossible when the mail has gone, or when others have the places by now; TimeTaken, AlreadyDecided.
    """
    lock_answerable(now)
    if not notices.withdraw_mails(now, notices.ANSWERED, notices.LATE_DECLINED):
        raise NotPossible(_("The e-mail about the late answer has already been sent. Nothing was changed."))
    return restore_answer(actor, now, reception, "invitation.late_undone", expected_version)


def restore_answer(
    actor: Actor, now: Invitation, reception: Reception, verb: str, expected_version: int | None
) -> Invitation:
    """Restore, within the open use case, the answer that `before_word` holds. Raises NotPossible if others have its places by now."""
    fields = read_answer(now.before_word)
    to = fields.pop("state")
    holds_places = to == "accepted" or fields["keeps_place"]
    if holds_places and fields["persons"] > room_for(now, reception):
        raise NotPossible(_("Others have the places of the earlier answer by now. Nothing was changed."))
    release_engagements(subject=now)
    is_engaged = holds_places or to == "waiting"
    fields |= {"booking": engage_guest(now, reception) if is_engaged else None, "before_word": ""}
    fields |= {"actor": actor, "verb": verb, "expected_version": expected_version}
    undone = lifecycle.change(now, **fields) if to == now.state else lifecycle.move(now, to, **fields)
    admit_waiting(reception)
    return undone


def answer_to_json(invitation: Invitation) -> str:
    """Return an answer as it is now, for `before_word`."""
    values = {name: getattr(invitation, name) for name in KEPT_COLUMNS}
    moments = {name: moment.isoformat() for name in MOMENTS if (moment := getattr(invitation, name))}
    return json.dumps({**values, **moments})


def read_answer(text: str) -> dict[str, Any]:
    """Return what `answer_to_json` wrote."""
    values: dict[str, Any] = json.loads(text) if text else {}
    return values | {name: datetime.fromisoformat(values[name]) if name in values else None for name in MOMENTS}
