"""Opening and editing a list, closing, reordering by hand, starting and ending."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM, Actor, require_right
from conference.core.concurrency import check_expected
from conference.core.errors import AlreadyDecided, NotPossible
from conference.look.times import clock_text
from conference.models import current_conference
from conference.parties.models import Kind
from conference.translated import FALLBACK, Translated
from schedule.programme.models import Session
from schedule.programme.sessions.snapshot import LANGUAGES
from schedule.programme.speaking import order
from schedule.programme.speaking.flow import Flow, lock_list, update_list
from schedule.programme.speaking.models import (
    LEAST_MINUTES,
    MOST_MINUTES,
    UPCOMING,
    Inscription,
    Pause,
    RankLimit,
    Sitting,
    SpeakersList,
    Swap,
    kinds_after,
)
from schedule.programme.speaking.podium_models import OPEN_REPLIES, ReplyRequest

# Fields that are copied from the plan to the list, and from the list to the form.
COLUMNS = ("opens_at", "closes_at", "minutes", "gap_seconds", "told_from_minutes", "languages", "kinds_after")
MOST_GAP = 600
# How long before its session a list can be started: earlier, one wrong click would write to every delegation of another time.
EARLY = timedelta(hours=1)


@dataclass(frozen=True)
class ListPlan:
    """What the organizers enter for a list. `limits` are minutes by tie group, `pauses` breaks from and to."""

    title: Mapping[str, str]
    sessions: Sequence[Session]
    opens_at: datetime
    closes_at: datetime
    minutes: int = 5
    limits: Mapping[int, int] = field(default_factory=dict)
    languages: Sequence[str] = ()
    kinds_after: Sequence[str] = field(default_factory=kinds_after)
    gap_seconds: int = 60
    told_from_minutes: int = 15
    pauses: Sequence[tuple[datetime, datetime]] = ()

    def check(self) -> None:
        if not self.title.get(FALLBACK):
            raise NotPossible(_("The English title is missing."))
        if not self.sessions:
            raise NotPossible(_("A list of speakers needs at least one session."))
        if self.closes_at <= self.opens_at:
            raise NotPossible(_("The inscription closes before it opens."))
        for minutes in (self.minutes, *self.limits.values()):
            if not LEAST_MINUTES <= minutes <= MOST_MINUTES:
                values = {"least": LEAST_MINUTES, "most": MOST_MINUTES}
                raise NotPossible(_("A statement takes from %(least)d to %(most)d minutes.") % values)
        if not 0 <= self.gap_seconds <= MOST_GAP:
            raise NotPossible(_("The interval between two statements is ten minutes at most."))
        if any(ends <= starts for starts, ends in self.pauses):
            raise NotPossible(_("A break ends before it begins."))
        unknown = [code for code in self.languages if code not in LANGUAGES]
        unknown += [kind for kind in self.kinds_after if kind not in Kind.values]
        if unknown:
            raise NotPossible(_("“%(code)s” is not known here.") % {"code": unknown[0]})

    def columns(self) -> dict[str, Any]:
        return {
            **{name: getattr(self, name) for name in COLUMNS},
            "title": Translated({code: text for code, text in self.title.items() if text}),
            "languages": list(self.languages),
            "kinds_after": list(self.kinds_after),
        }

    def details(self) -> dict[str, Any]:
        """Return what the audit log keeps of sessions, limits and breaks."""
        return {
            "sessions": [session.key for session in self.sessions],
            "limits": {str(group): minutes for group, minutes in self.limits.items()},
            "pauses": [[starts.isoformat(), ends.isoformat()] for starts, ends in self.pauses],
        }


@lifecycle.use_case
def create(*, actor: Actor, plan: ListPlan, key: str = "") -> SpeakersList:
    """Open a list for one session or several; `key` names it in addresses (default: from the English title).

    Raises NotAllowed; NotPossible, also if a session has a list already.
    """
    require_right(actor, "speakers.edit")
    plan.check()
    speakers = SpeakersList(key=key or _unused_key(plan.title[FALLBACK]), **plan.columns())
    lifecycle.create(speakers, actor=actor, verb="speakers.opened", details=plan.details())
    _write_parts(speakers, plan)
    return speakers


def _unused_key(title: str) -> str:
    stem = slugify(title)[:50].strip("-") or "list"
    used = {"new"} | set(SpeakersList.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for n in count(1) if (key := stem if n == 1 else f"{stem}-{n}") not in used)


def _write_parts(speakers: SpeakersList, plan: ListPlan) -> None:
    wanted = {session.pk: session for session in plan.sessions}
    for other in Sitting.objects.filter(session__in=wanted).exclude(list=speakers).select_related("session", "list"):
        values = {"session": other.session, "list": other.list}
        raise NotPossible(_("“%(session)s” already has a list of speakers: %(list)s.") % values)
    existing = {}
    for sitting in Sitting.objects.filter(list=speakers):
        if sitting.session_id in wanted:
            existing[sitting.session_id] = sitting
        else:
            sitting.delete()
    for session in wanted.values():
        sitting = existing.get(session.pk) or Sitting(list=speakers, session=session)
        sitting.starts, sitting.ends = session.starts, session.ends
        sitting.save()
    RankLimit.objects.filter(list=speakers).delete()
    limits = sorted(plan.limits.items())
    RankLimit.objects.bulk_create(RankLimit(list=speakers, tie_group=n, minutes=minutes) for n, minutes in limits)
    Pause.objects.filter(list=speakers).delete()
    Pause.objects.bulk_create(Pause(list=speakers, starts=starts, ends=ends) for starts, ends in plan.pauses)


@lifecycle.use_case
def edit(*, actor: Actor, speakers: SpeakersList, plan: ListPlan, expected_version: int) -> SpeakersList:
    """Change a list and its clock. A closed list whose inscription now ends later reopens.

    Raises NotAllowed, NotPossible, AlreadyDecided if somebody else has changed it.
    """
    require_right(actor, "speakers.edit")
    plan.check()
    locked = lock_list(speakers)
    if locked.state == "over":
        raise NotPossible(_("The list is over."))
    values = {"expected_version": expected_version, "details": plan.details(), **plan.columns()}
    if locked.state == "closed" and plan.closes_at > clock.now():
        locked = lifecycle.move(locked, "open", actor=actor, verb="speakers.reopened", **values)
    else:
        locked = lifecycle.change(locked, actor=actor, verb="speakers.changed", **values)
    _write_parts(locked, plan)
    update_list(locked)
    return locked


@lifecycle.use_case
def retime(*, actor: Actor, speakers: SpeakersList) -> SpeakersList:
    """Recalculate the times from the sessions as they are now, and engage the speakers again. Raises NotAllowed."""
    require_right(actor, "speakers.edit")
    locked = lock_list(speakers)
    for sitting in Sitting.objects.filter(list=locked).select_related("session"):
        if sitting.session is None:
            sitting.delete()
            continue
        sitting.starts, sitting.ends = sitting.session.starts, sitting.session.ends
        sitting.save(update_fields=["starts", "ends"])
    lifecycle.log(locked, actor=actor, verb="speakers.retimed")
    update_list(locked)
    return locked


@lifecycle.use_case
def close(*, actor: Actor, speakers: SpeakersList, expected_version: int | None = None) -> SpeakersList:
    """Close the inscription: the order stands, and every delegation is told its time. Raises NotAllowed, AlreadyDecided."""
    require_right(actor, "speakers.edit")
    locked = lock_list(speakers)
    # By rank and wish for the last time: a closed list is no longer rearranged.
    update_list(locked)
    locked = lifecycle.move(locked, "closed", actor=actor, verb="speakers.closed", expected_version=expected_version)
    Flow(locked).save()
    return locked


def close_due() -> int:
    """Close lists whose inscription has ended. Return how many."""
    due = list(SpeakersList.objects.filter(state="open", closes_at__lte=clock.now()))
    for speakers in due:
        close(actor=SYSTEM, speakers=speakers)
    return len(due)


@lifecycle.use_case
def place(
    *, actor: Actor, speakers: SpeakersList, inscription: Inscription, place: int, reason: str, expected_version: int
) -> SpeakersList:
    """Put a speaker at `place`, from 1, among those still to come, in the list of `expected_version`.

    Raises NotAllowed; AlreadyDecided if the order was changed since; NotPossible without a reason or if the turn is over; TimeTaken.
    """
    require_right(actor, "speakers.edit")
    if not reason.strip():
        raise NotPossible(_("Give a reason for changing the order manually."))
    locked = lock_list(speakers)
    message = _("The list was changed in the meantime. Nothing was moved.")
    check_expected(expected_version, locked.version, lambda: AlreadyDecided(message))
    flow = Flow(locked)
    turns = flow.turns
    was = next((n for n, turn in enumerate(turns, 1) if turn.key == inscription.pk), None)
    if was is None:
        raise AlreadyDecided(_("%(who)s is not among those still to speak. Nothing was moved.") % {"who": inscription})
    details = {"party": inscription.delegation.party.code, "place": [was, place]}
    locked = lifecycle.change(
        locked, actor=actor, verb="speakers.ordered", expected_version=expected_version, reason=reason, details=details
    )
    flow.list = locked
    flow.save(order.move(turns, inscription.pk, place - 1), strict=[inscription.pk])
    end_open_swaps(locked, [inscription.pk], actor)
    return locked


def end_open_swaps(speakers: SpeakersList, keys: Sequence[int], actor: Actor) -> None:
    """End the open exchanges of these places, which have changed."""
    for side in ("asking", "asked"):
        swaps = Swap.objects.filter(state="asked", **{f"{side}__in": keys}).select_related("asking__delegation__party")
        lifecycle.move_many(swaps, "overtaken", actor=actor, verb="swap.overtaken")


def current_sitting(speakers: SpeakersList) -> Sitting | None:
    """Return the session that is on, or today's next; None if all of today's are over."""
    now, zone = clock.now(), current_conference().zone
    today = now.astimezone(zone).date()
    ahead = [sitting for sitting in Sitting.objects.filter(list=speakers) if sitting.ends > now]
    return next((sitting for sitting in ahead if sitting.starts.astimezone(zone).date() == today), None)


@lifecycle.use_case
def start(*, actor: Actor, speakers: SpeakersList, expected_version: int | None = None) -> SpeakersList:
    """Start the list: from now on its times follow the hall.

    Raises NotAllowed; AlreadyDecided; NotPossible on a day without a session of the list, after its last one, or more than EARLY before it.
    """
    require_right(actor, "speakers.run")
    locked = lock_list(speakers)
    sitting = current_sitting(locked)
    if sitting is None:
        raise NotPossible(_("There are no more sessions of this list today."))
    if clock.now() < sitting.starts - EARLY:
        message = _("The session begins at %(time)s; its list can be started one hour before at the earliest.")
        raise NotPossible(message % {"time": clock_text(sitting.starts.astimezone(current_conference().zone))})
    locked = lifecycle.move(locked, "running", actor=actor, verb="speakers.started", expected_version=expected_version)
    open_sitting(sitting)
    update_list(locked)
    return locked


def open_sitting(sitting: Sitting) -> None:
    """Record an early start, from which times are then reckoned."""
    now = clock.now().replace(second=0, microsecond=0)
    if now < sitting.starts - timedelta(minutes=1) and sitting.began_at is None:
        sitting.began_at = now
        sitting.save(update_fields=["began_at"])


@lifecycle.use_case
def finish(*, actor: Actor, speakers: SpeakersList, expected_version: int | None = None) -> SpeakersList:
    """End the list; those who have not spoken lose their time.

    Raises NotAllowed, AlreadyDecided, NotPossible while somebody speaks or waits for the right of reply.
    """
    require_right(actor, "speakers.run")
    locked = lock_list(speakers)
    if Inscription.objects.filter(list=locked, state="speaking").exists():
        raise NotPossible(_("Somebody is speaking; end that statement first."))
    asking = (
        ReplyRequest.objects.filter(list=locked, state__in=OPEN_REPLIES).select_related("delegation__party").first()
    )
    if asking is not None:
        message = _("%(who)s asked for its right of reply; give it the floor or decline it first.")
        raise NotPossible(message % {"who": asking})
    locked = lifecycle.move(locked, "over", actor=actor, verb="speakers.finished", expected_version=expected_version)
    waiting = Inscription.objects.filter(list=locked, state__in=(*UPCOMING, "requested"))
    end_open_swaps(locked, list(waiting.values_list("pk", flat=True)), actor)
    update_list(locked)
    return locked
