"""Rights of reply and suspensions of the meeting, at the podium."""

from datetime import datetime

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import AlreadyDecided, NotPossible
from conference.models import current_conference
from delegations.registration.models import Delegation
from schedule.programme.models import SpeakersList
from schedule.programme.speaking import steps
from schedule.programme.speaking.actions.podium import check_floor_is_free, check_not_interrupted, lock_running_list
from schedule.programme.speaking.flow import update_list
from schedule.programme.speaking.podium_models import OPEN_REPLIES, Interruption, InterruptionKind, ReplyRequest

# Minutes of the first and the second reply of a delegation on a day; there is no third (practice of the General Assembly).
REPLY_MINUTES = (5, 3)
LONGEST_SUSPENSION = 240


@lifecycle.use_case
def reply(
    *,
    actor: Actor,
    speakers: SpeakersList,
    delegation: Delegation,
    request: ReplyRequest | None = None,
    expected_version: int | None = None,
) -> Interruption:
    """Give a delegation the floor for its right of reply, which settles its open `request`.

    Raises NotAllowed; AlreadyDecided while somebody has the floor, or when the request was settled meanwhile; NotPossible unless the list
    is running, or after two replies that day.
    """
    locked = lock_running_list(speakers, actor)
    check_floor_is_free(locked)
    minutes = next_reply_minutes(locked, delegation)
    interruption = Interruption(kind=InterruptionKind.REPLY, delegation=delegation, minutes=minutes)
    interruption = _begin_interruption(locked, actor, interruption, "speakers.replied")
    request = request or ReplyRequest.objects.filter(list=locked, delegation=delegation, state__in=OPEN_REPLIES).first()
    if request is not None:
        lifecycle.move(
            request,
            "given",
            actor=actor,
            verb="reply.given",
            expected_version=expected_version,
            interruption=interruption,
        )
    return interruption


def next_reply_minutes(speakers: SpeakersList, delegation: Delegation) -> int:
    """Return the minutes of the delegation's next reply today. Raises NotPossible after the last one."""
    before = count_replies_today(speakers, delegation)
    if before >= len(REPLY_MINUTES):
        raise NotPossible(_("%(who)s has had its two rights of reply today.") % {"who": delegation})
    return REPLY_MINUTES[before]


def count_replies_today(speakers: SpeakersList, delegation: Delegation) -> int:
    zone = current_conference().zone
    first, after = clock.day_bounds(clock.now().astimezone(zone).date(), zone)
    return Interruption.objects.filter(
        list=speakers, delegation=delegation, began_at__gte=first, began_at__lt=after
    ).count()


@lifecycle.use_case
def suspend(*, actor: Actor, speakers: SpeakersList, minutes: int) -> Interruption:
    """Suspend the meeting for probably so many minutes; the times to come follow. Whoever speaks keeps the time left.

    Raises as `reply`, but not while somebody speaks.
    """
    locked = lock_running_list(speakers, actor)
    check_not_interrupted(locked)
    if not 1 <= minutes <= LONGEST_SUSPENSION:
        raise NotPossible(_("A suspension lasts from 1 to %(most)d minutes.") % {"most": LONGEST_SUSPENSION})
    return _begin_interruption(
        locked, actor, Interruption(kind=InterruptionKind.SUSPENSION, minutes=minutes), "speakers.suspended"
    )


def _begin_interruption(locked: SpeakersList, actor: Actor, interruption: Interruption, verb: str) -> Interruption:
    interruption.list, interruption.began_at = locked, _this_second()
    interruption.save(force_insert=True)
    details = {
        "minutes": interruption.minutes,
        **({"party": interruption.delegation.party.code} if interruption.delegation else {}),
    }
    lifecycle.log(locked, actor=actor, verb=verb, details=details)
    steps.record_interruption(locked, verb, interruption, begun=True)
    update_list(locked)
    return interruption


@lifecycle.use_case
def resume(*, actor: Actor, speakers: SpeakersList, pk: int) -> Interruption:
    """End a reply or a suspension. Raises NotAllowed, NotPossible, AlreadyDecided if it has ended."""
    locked = lock_running_list(speakers, actor)
    interruption = Interruption.objects.filter(list=locked, pk=pk, ended_at__isnull=True).first()
    if interruption is None:
        raise AlreadyDecided(_("It has ended already. Nothing was changed."))
    interruption.ended_at = max(_this_second(), interruption.began_at)
    interruption.save(update_fields=["ended_at"])
    verb = "speakers.resumed" if interruption.kind == InterruptionKind.SUSPENSION else "speakers.reply_ended"
    lifecycle.log(
        locked,
        actor=actor,
        verb=verb,
        details={"seconds": int((interruption.ended_at - interruption.began_at).total_seconds())},
    )
    steps.record_interruption(locked, verb, interruption, begun=False)
    update_list(locked)
    return interruption


def _this_second() -> datetime:
    return clock.now().replace(microsecond=0)
