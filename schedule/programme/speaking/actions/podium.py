"""The steps at the podium. Each locks the list, and `undo` takes back the last one."""

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import AlreadyDecided, NotPossible
from schedule.programme.models import Inscription, SpeakersList
from schedule.programme.speaking import order, steps
from schedule.programme.speaking.actions.lists import current_sitting, end_open_swaps, open_sitting
from schedule.programme.speaking.flow import Flow, find_open_interruption, lock_list, update_list


def lock_running_list(speakers: SpeakersList, actor: Actor) -> SpeakersList:
    """Return the list locked. Raises NotAllowed, NotPossible unless it is running."""
    require_right(actor, "speakers.run")
    locked = lock_list(speakers)
    if locked.state != "running":
        raise NotPossible(_("The list is not running; start it first."))
    return locked


def check_floor_is_free(speakers: SpeakersList) -> None:
    """Raise AlreadyDecided while somebody speaks, replies, or the meeting is suspended."""
    other = Inscription.objects.filter(list=speakers, state="speaking").select_related("delegation__party").first()
    if other is not None:
        raise AlreadyDecided(_("%(who)s is speaking; end that statement first. Nothing was changed.") % {"who": other})
    check_not_interrupted(speakers)


def check_not_interrupted(speakers: SpeakersList) -> None:
    interruption = find_open_interruption(speakers)
    if interruption is None:
        return
    if interruption.delegation is None:
        raise AlreadyDecided(_("The meeting is suspended; resume it first. Nothing was changed."))
    message = _("%(who)s exercises its right of reply; end that first. Nothing was changed.")
    raise AlreadyDecided(message % {"who": interruption.delegation})


@lifecycle.use_case
def begin(*, actor: Actor, inscription: Inscription, expected_version: int) -> Inscription:
    """Let a speaker begin. Raises NotAllowed, AlreadyDecided, NotPossible while another speaks."""
    locked = lock_running_list(inscription.list, actor)
    with steps.recording(locked, "inscription.began", [inscription]):
        inscription = _begin(locked, actor, inscription, expected_version)
    update_list(locked)
    return inscription


def _begin(speakers: SpeakersList, actor: Actor, inscription: Inscription, expected_version: int) -> Inscription:
    if Inscription.objects.filter(list=speakers, state="speaking", pk=inscription.pk).exists():
        raise AlreadyDecided(_("%(who)s is speaking already. Nothing was changed.") % {"who": inscription})
    check_floor_is_free(speakers)
    sitting = current_sitting(speakers)
    if sitting is not None:
        open_sitting(sitting)
    end_open_swaps(speakers, [inscription.pk], actor)
    values: dict[str, Any] = {"began_at": clock.now().replace(microsecond=0), "ended_at": None}
    return lifecycle.move(
        inscription, "speaking", actor=actor, verb="inscription.began", expected_version=expected_version, **values
    )


@lifecycle.use_case
def end(*, actor: Actor, inscription: Inscription, expected_version: int) -> Inscription:
    """End a statement and recalculate the times to come. Raises NotAllowed, AlreadyDecided, also while the meeting is suspended."""
    locked = lock_running_list(inscription.list, actor)
    check_not_interrupted(locked)
    with steps.recording(locked, "inscription.ended", [inscription]):
        inscription = _end(actor, inscription, expected_version)
    update_list(locked)
    return inscription


def _end(actor: Actor, inscription: Inscription, expected_version: int) -> Inscription:
    now = clock.now().replace(microsecond=0)
    began = inscription.began_at or now
    values: dict[str, Any] = {
        "ended_at": max(now, began + timedelta(seconds=1)),
        "details": {"seconds": int((now - began).total_seconds())},
    }
    return lifecycle.move(
        inscription, "spoken", actor=actor, verb="inscription.ended", expected_version=expected_version, **values
    )


@lifecycle.use_case
def end_and_begin_next(*, actor: Actor, inscription: Inscription, expected_version: int) -> Inscription | None:
    """End a statement and begin the next. Return who begins, None for nobody. Errors as `end` and `begin`."""
    locked = lock_running_list(inscription.list, actor)
    check_not_interrupted(locked)
    turns = Flow(locked).turns
    ahead = Inscription.objects.select_related("list", "delegation__party").get(pk=turns[0].key) if turns else None
    with steps.recording(locked, "inscription.next", [inscription, *([ahead] if ahead else [])]):
        _end(actor, inscription, expected_version)
        if ahead is not None:
            ahead = _begin(locked, actor, ahead, ahead.version)
    update_list(locked)
    return ahead


@lifecycle.use_case
def mark_absent(*, actor: Actor, inscription: Inscription, expected_version: int) -> Inscription:
    """Put an absent speaker at the end of the same category, or off the order if already last. Raises as `end`."""
    locked = lock_running_list(inscription.list, actor)
    turns = Flow(locked).turns
    moved = order.to_end_of_group(turns, inscription.pk) if any(turn.key == inscription.pk for turn in turns) else None
    again = inscription.state == "absent" or moved is None
    to, verb = ("missed", "inscription.missed") if again else ("absent", "inscription.absent")
    with steps.recording(locked, verb, [inscription]):
        inscription = lifecycle.move(
            inscription, to, actor=actor, verb=verb, expected_version=expected_version, by_hand=False
        )
    end_open_swaps(locked, [inscription.pk], actor)
    update_list(locked, None if again else lambda flow: moved or flow.turns)
    return inscription


@lifecycle.use_case
def recall(*, actor: Actor, inscription: Inscription, expected_version: int) -> Inscription:
    """Put a speaker who was absent next. Raises NotAllowed, AlreadyDecided."""
    locked = lock_running_list(inscription.list, actor)
    verb = "inscription.recalled"
    with steps.recording(locked, verb, [inscription]):
        inscription = lifecycle.move(
            inscription, "inscribed", actor=actor, verb=verb, expected_version=expected_version
        )
    update_list(locked, lambda flow: order.move(flow.turns, inscription.pk, 0))
    return inscription


@lifecycle.use_case
def put_back(*, actor: Actor, inscription: Inscription, expected_version: int) -> Inscription:
    """Put a speaker next who did not begin after all. Raises NotAllowed, AlreadyDecided, NotPossible."""
    locked = lock_running_list(inscription.list, actor)
    check_not_interrupted(locked)
    verb = "inscription.put_back"
    if inscription.state == "spoken":
        raise NotPossible(_("%(who)s has finished. Nothing was changed.") % {"who": inscription})
    with steps.recording(locked, verb, [inscription]):
        inscription = lifecycle.move(
            inscription, "inscribed", actor=actor, verb=verb, expected_version=expected_version, began_at=None
        )
    update_list(locked, lambda flow: order.move(flow.turns, inscription.pk, 0))
    return inscription


@lifecycle.use_case
def undo(*, actor: Actor, speakers: SpeakersList, number: int) -> None:
    """Undo the last step exactly, if it is the one of that number.

    Raises NotAllowed; AlreadyDecided when another step was last, what it did has been changed since, or somebody would speak in a
    suspension; NotPossible when there is no step to undo, or a speaker has finished since.
    """
    locked = lock_running_list(speakers, actor)
    step = steps.last_step(locked)
    if step is None:
        raise NotPossible(_("There is no step to undo."))
    if step.number != number:
        raise AlreadyDecided(_("Another step was made meanwhile. Nothing was undone."))
    if steps.has_finished(step):
        message = _("%(who)s finished more than a minute ago; that can no longer be undone.")
        raise NotPossible(message % {"who": step.about})
    if any(change["was"]["state"] == "speaking" for change in step.rows):
        check_not_interrupted(locked)
    places = steps.take_back(step, actor)
    flow = Flow(locked)
    turns = flow.turns
    for pk, (place, by_hand, floor) in places.items():
        turns = steps.put_back(turns, pk, place, by_hand=by_hand, floor=floor)
    flow.save(turns)
