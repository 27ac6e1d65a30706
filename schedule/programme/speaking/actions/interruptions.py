"""Rights of reply and suspensions of the meeting, at the podium."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor
from conference.core.errors import AlreadyDecided, NotPossible
from conference.models import current_conference
from delegations.registration.models import Delegation
from schedule.programme.models import OPEN_REPLIES, Interruption, InterruptionKind, ReplyRequest, SpeakersList
from schedule.programme.speaking import steps
from schedule.programme.speaking.actions.podium import nobody_has_the_floor, nothing_interrupts, running
from schedule.programme.speaking.flow import retimed

# Minutes of the first and the second reply of a delegation on a day; there is no third (practice of the General Assembly).
REPLY_MINUTES = (5, 3)
LONGEST_SUSPENSION = 240


@lifecycle.use_case
def reply(
    *,
    actor: Actor,
    speakers: SpeakersList,
    delegation: Delegation,
    asked: ReplyRequest | None = None,
    expected_version: int | None = None,
) -> Interruption:
    """Give a delegation the floor for its right of reply; its open request is settled with it.

    Args:
        asked: The request on the actor's screen, if any, with `expected_version`.

    Raises:
        NotAllowed: When the actor may not run the list.
        AlreadyDecided: While somebody has the floor, or when the request was withdrawn or settled meanwhile.
        NotPossible: Unless the list is running, or after two replies that day.
    """
    held = running(speakers, actor)
    nobody_has_the_floor(held)
    row = Interruption(kind=InterruptionKind.REPLY, delegation=delegation, minutes=may_reply_again(held, delegation))
    row = _begin(held, actor, row, "speakers.replied")
    asked = asked or ReplyRequest.objects.filter(list=held, delegation=delegation, state__in=OPEN_REPLIES).first()
    if asked is not None:
        lifecycle.move(
            asked, "given", actor=actor, verb="reply.given", expected_version=expected_version, interruption=row
        )
    return row


def may_reply_again(speakers: SpeakersList, delegation: Delegation) -> int:
    """Return the minutes of the delegation's next reply today. Raises NotPossible after the last one."""
    before = replies_today(speakers, delegation)
    if before >= len(REPLY_MINUTES):
        raise NotPossible(_("%(who)s has had its two rights of reply today.") % {"who": delegation})
    return REPLY_MINUTES[before]


def replies_today(speakers: SpeakersList, delegation: Delegation) -> int:
    zone = current_conference().zone
    first, after = clock.day_bounds(clock.now().astimezone(zone).date(), zone)
    return Interruption.objects.filter(
        list=speakers, delegation=delegation, began_at__gte=first, began_at__lt=after
    ).count()


@lifecycle.use_case
def suspend(*, actor: Actor, speakers: SpeakersList, minutes: int) -> Interruption:
    """Suspend the meeting; whoever speaks keeps the time that is left.

    Args:
        minutes: How long probably: the times to come follow.

    Raises as `reply`, but not while somebody speaks.
    """
    held = running(speakers, actor)
    nothing_interrupts(held)
    if not 1 <= minutes <= LONGEST_SUSPENSION:
        raise NotPossible(_("A suspension lasts from 1 to %(most)d minutes.") % {"most": LONGEST_SUSPENSION})
    return _begin(held, actor, Interruption(kind=InterruptionKind.SUSPENSION, minutes=minutes), "speakers.suspended")


def _begin(held: SpeakersList, actor: Actor, row: Interruption, verb: str) -> Interruption:
    row.list, row.began_at = held, _now()
    row.save(force_insert=True)
    details = {"minutes": row.minutes, **({"party": row.delegation.party.code} if row.delegation else {})}
    lifecycle.log(held, actor=actor, verb=verb, details=details)
    steps.interrupted(held, verb, row, begun=True)
    retimed(held)
    return row


@lifecycle.use_case
def resume(*, actor: Actor, speakers: SpeakersList, pk: int) -> Interruption:
    """End a reply or a suspension. Raises NotAllowed, NotPossible, AlreadyDecided if it has ended."""
    held = running(speakers, actor)
    row = Interruption.objects.filter(list=held, pk=pk, ended_at__isnull=True).first()
    if row is None:
        raise AlreadyDecided(_("It has ended already. Nothing was changed."))
    row.ended_at = max(_now(), row.began_at)
    row.save(update_fields=["ended_at"])
    verb = "speakers.resumed" if row.kind == InterruptionKind.SUSPENSION else "speakers.reply_ended"
    lifecycle.log(held, actor=actor, verb=verb, details={"seconds": int((row.ended_at - row.began_at).total_seconds())})
    steps.interrupted(held, verb, row, begun=False)
    retimed(held)
    return row


def _now() -> datetime:
    return clock.now().replace(microsecond=0)
