"""The podium's steps. Each locks the list; who comes second is told what happened. `undo` takes back the last one."""

from __future__ import annotations

from datetime import timedelta

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require
from conference.core.errors import AlreadyDecided, NotPossible
from schedule.programme.models import Inscription, Interruption, SpeakersList
from schedule.programme.speaking import order, steps
from schedule.programme.speaking.actions.lists import open_sitting, overtake, sitting_of_now
from schedule.programme.speaking.flow import Flow, hold, retimed


def running(speakers: SpeakersList, actor: Actor) -> SpeakersList:
    """Return the list locked. Raises NotAllowed, NotPossible unless it is running."""
    require(actor, "speakers.run")
    held = hold(speakers)
    if held.state != "running":
        raise NotPossible(_("The list is not running; start it first."))
    return held


def nobody_has_the_floor(held: SpeakersList) -> None:
    """Raise AlreadyDecided while somebody speaks, replies, or the meeting is suspended."""
    other = Inscription.objects.filter(list=held, state="speaking").select_related("delegation__party").first()
    if other is not None:
        raise AlreadyDecided(_("%(who)s is speaking; end that statement first. Nothing was changed.") % {"who": other})
    nothing_interrupts(held)


def nothing_interrupts(held: SpeakersList) -> None:
    now = Interruption.objects.filter(list=held, ended_at__isnull=True).select_related("delegation__party").first()
    if now is None:
        return
    if now.delegation is None:
        raise AlreadyDecided(_("The meeting is suspended; resume it first. Nothing was changed."))
    words = _("%(who)s exercises its right of reply; end that first. Nothing was changed.")
    raise AlreadyDecided(words % {"who": now.delegation})


@lifecycle.use_case
def begin(*, actor: Actor, row: Inscription, expected_version: int) -> Inscription:
    """Let a speaker begin. Raises NotAllowed, AlreadyDecided, NotPossible while another speaks."""
    held = running(row.list, actor)
    with steps.taken(held, "inscription.began", [row]):
        row = _begin(held, actor, row, expected_version)
    retimed(held)
    return row


def _begin(held: SpeakersList, actor: Actor, row: Inscription, expected_version: int) -> Inscription:
    now = Inscription.objects.filter(list=held, state="speaking", pk=row.pk).first()
    if now is not None:
        raise AlreadyDecided(_("%(who)s is speaking already. Nothing was changed.") % {"who": row})
    nobody_has_the_floor(held)
    sitting = sitting_of_now(held)
    if sitting is not None:
        open_sitting(sitting)
    overtake(held, [row.pk], actor)
    return lifecycle.move(
        row,
        "speaking",
        actor=actor,
        verb="inscription.began",
        expected_version=expected_version,
        began_at=clock.now().replace(microsecond=0),
        ended_at=None,
    )


@lifecycle.use_case
def end(*, actor: Actor, row: Inscription, expected_version: int) -> Inscription:
    """End a statement and recalculate the times to come. Raises NotAllowed, AlreadyDecided, also while the meeting is suspended."""
    held = running(row.list, actor)
    nothing_interrupts(held)
    with steps.taken(held, "inscription.ended", [row]):
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
    held = running(row.list, actor)
    nothing_interrupts(held)
    turns = Flow(held).turns
    ahead = Inscription.objects.select_related("list", "delegation__party").get(pk=turns[0].key) if turns else None
    with steps.taken(held, "inscription.next", [row, *([ahead] if ahead else [])]):
        _end(actor, row, expected_version)
        if ahead is not None:
            ahead = _begin(held, actor, ahead, ahead.version)
    retimed(held)
    return ahead


@lifecycle.use_case
def absent(*, actor: Actor, row: Inscription, expected_version: int) -> Inscription:
    """Put an absent speaker at the end of the same category, or off the order if already last.

    Raises NotAllowed, AlreadyDecided.
    """
    held = running(row.list, actor)
    turns = Flow(held).turns
    moved = order.to_end_of_group(turns, row.pk) if any(turn.key == row.pk for turn in turns) else None
    again = row.state == "absent" or moved is None
    to, verb = ("missed", "inscription.missed") if again else ("absent", "inscription.absent")
    with steps.taken(held, verb, [row]):
        row = lifecycle.move(row, to, actor=actor, verb=verb, expected_version=expected_version, by_hand=False)
    overtake(held, [row.pk], actor)
    retimed(held, None if again else lambda flow: moved or flow.turns)
    return row


@lifecycle.use_case
def recall(*, actor: Actor, row: Inscription, expected_version: int) -> Inscription:
    """Put a speaker called in vain next. Raises NotAllowed, AlreadyDecided."""
    held = running(row.list, actor)
    verb = "inscription.recalled"
    with steps.taken(held, verb, [row]):
        row = lifecycle.move(row, "inscribed", actor=actor, verb=verb, expected_version=expected_version)
    retimed(held, lambda flow: order.move(flow.turns, row.pk, 0))
    return row


@lifecycle.use_case
def put_back(*, actor: Actor, row: Inscription, expected_version: int) -> Inscription:
    """Say that a speaker did not begin after all and comes next. Raises NotAllowed, AlreadyDecided, NotPossible."""
    held = running(row.list, actor)
    nothing_interrupts(held)
    verb = "inscription.put_back"
    if row.state == "spoken":
        raise NotPossible(_("%(who)s has finished. Nothing was changed.") % {"who": row})
    with steps.taken(held, verb, [row]):
        row = lifecycle.move(row, "inscribed", actor=actor, verb=verb, expected_version=expected_version, began_at=None)
    retimed(held, lambda flow: order.move(flow.turns, row.pk, 0))
    return row


@lifecycle.use_case
def undo(*, actor: Actor, speakers: SpeakersList, number: int) -> None:
    """Take back the last step that still stands, exactly.

    Args:
        number: The step on the actor's screen.

    Raises:
        NotAllowed: When the actor may not run the list.
        AlreadyDecided: When another step was last, what it did has been changed since, or somebody would speak in a suspension.
        NotPossible: When nothing is left to undo, or a speaker has finished since.
    """
    held = running(speakers, actor)
    step = steps.last(held)
    if step is None:
        raise NotPossible(_("There is no step to undo."))
    if step.number != number:
        raise AlreadyDecided(_("Another step was made meanwhile. Nothing was undone."))
    if steps.has_finished(step):
        raise NotPossible(_("%(who)s has finished. Nothing was changed.") % {"who": step.about})
    if any(one["was"]["state"] == "speaking" for one in step.rows):
        nothing_interrupts(held)
    places = steps.take_back(step, actor)
    flow = Flow(held)
    turns = flow.turns
    for pk, (place, by_hand, floor) in places.items():
        turns = steps.placed(turns, pk, place, by_hand=by_hand, floor=floor)
    flow.save(turns)
