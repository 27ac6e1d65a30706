"""The podium's steps. Each locks the list; who comes second is told what happened."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require
from conference.core.errors import AlreadyDecided, NotPossible
from schedule.programme.models import Inscription, SpeakersList
from schedule.programme.speaking import order
from schedule.programme.speaking.actions.lists import open_sitting, overtake, sitting_of_now
from schedule.programme.speaking.flow import Flow, hold, retimed


def _running(row: Inscription, actor: Actor) -> SpeakersList:
    require(actor, "speakers.run")
    held = hold(row.list)
    if held.state != "running":
        raise NotPossible(_("The list is not running; start it first."))
    return held


@lifecycle.use_case
def begin(*, actor: Actor, row: Inscription, expected_version: int) -> Inscription:
    """Let a speaker begin. Raises NotAllowed, AlreadyDecided, NotPossible while another speaks."""
    held = _running(row, actor)
    row = _begin(held, actor, row, expected_version)
    retimed(held)
    return row


def _begin(held: SpeakersList, actor: Actor, row: Inscription, expected_version: int) -> Inscription:
    other = Inscription.objects.filter(list=held, state="speaking").select_related("delegation__party").first()
    if other is not None and other.pk == row.pk:
        raise AlreadyDecided(_("%(who)s is speaking already. Nothing was changed.") % {"who": row})
    if other is not None:
        raise AlreadyDecided(_("%(who)s is speaking; end that statement first. Nothing was changed.") % {"who": other})
    sitting = sitting_of_now(held)
    if sitting is not None:
        open_sitting(sitting)
    overtake(held, [row.pk], actor)
    now = clock.now().replace(microsecond=0)
    return lifecycle.move(
        row,
        "speaking",
        actor=actor,
        verb="inscription.began",
        expected_version=expected_version,
        began_at=now,
        ended_at=None,
    )


@lifecycle.use_case
def end(*, actor: Actor, row: Inscription, expected_version: int) -> Inscription:
    """End a statement and recalculate the times to come. Raises NotAllowed, AlreadyDecided."""
    held = _running(row, actor)
    row = _end(actor, row, expected_version)
    retimed(held)
    return row


def _end(actor: Actor, row: Inscription, expected_version: int) -> Inscription:
    now = clock.now().replace(microsecond=0)
    began = row.began_at or now
    details = {"seconds": int((now - began).total_seconds())}
    ended = max(now, began + timedelta(seconds=1))
    return lifecycle.move(
        row,
        "spoken",
        actor=actor,
        verb="inscription.ended",
        expected_version=expected_version,
        details=details,
        ended_at=ended,
    )


@lifecycle.use_case
def end_and_begin_next(*, actor: Actor, row: Inscription, expected_version: int) -> Inscription | None:
    """End a statement and begin the next. Return who begins, None for nobody. Errors as `end` and `begin`."""
    held = _running(row, actor)
    _end(actor, row, expected_version)
    turns = Flow(held).turns
    ahead = Inscription.objects.select_related("list", "delegation__party").get(pk=turns[0].key) if turns else None
    if ahead is not None:
        ahead = _begin(held, actor, ahead, ahead.version)
    retimed(held)
    return ahead


@lifecycle.use_case
def absent(*, actor: Actor, row: Inscription, expected_version: int) -> Inscription:
    """Put an absent speaker at the end of the same category, or off the order if already last.

    Raises NotAllowed, AlreadyDecided.
    """
    held = _running(row, actor)
    turns = Flow(held).turns
    moved = order.to_end_of_group(turns, row.pk) if any(turn.key == row.pk for turn in turns) else None
    again = row.state == "absent" or moved is None
    to, verb = ("missed", "inscription.missed") if again else ("absent", "inscription.absent")
    row = lifecycle.move(row, to, actor=actor, verb=verb, expected_version=expected_version, by_hand=False)
    overtake(held, [row.pk], actor)
    retimed(held, None if again else lambda flow: moved or flow.turns)
    return row


@lifecycle.use_case
def recall(*, actor: Actor, row: Inscription, expected_version: int) -> Inscription:
    """Put a speaker called in vain next. Raises NotAllowed, AlreadyDecided."""
    held = _running(row, actor)
    row = lifecycle.move(row, "inscribed", actor=actor, verb="inscription.recalled", expected_version=expected_version)
    retimed(held, lambda flow: order.move(flow.turns, row.pk, 0))
    return row


@lifecycle.use_case
def put_back(*, actor: Actor, row: Inscription, expected_version: int) -> Inscription:
    """Undo a mistaken step: who began comes next again, an ended statement goes on.

    Raises NotAllowed; AlreadyDecided, also if another speaks by now.
    """
    held = _running(row, actor)
    if row.state == "spoken":
        if Inscription.objects.filter(list=held, state="speaking").exists():
            raise AlreadyDecided(_("Somebody is speaking by now. Nothing was changed."))
        row = lifecycle.move(
            row, "speaking", actor=actor, verb="inscription.resumed", expected_version=expected_version, ended_at=None
        )
        retimed(held)
        return row
    row = lifecycle.move(
        row, "inscribed", actor=actor, verb="inscription.put_back", expected_version=expected_version, began_at=None
    )
    retimed(held, lambda flow: order.move(flow.turns, row.pk, 0))
    return row
