"""Updating a list: order and clock by order.py, the speakers' time in the calendar, messages.

Every change of a list locks its row (`lock_list`) until commit, so that changes come one after another.
"""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from django.utils.translation import gettext as _

from conference.core import clock
from conference.models import current_conference
from conference.parties.models import Kind
from conference.translated import in_each
from schedule.calendar.engagements import actions as calendar
from schedule.calendar.engagements.actions import Claim, TimeTaken
from schedule.calendar.engagements.queries import find_engagements
from schedule.calendar.models import Engagement
from schedule.programme.speaking import notices, order
from schedule.programme.speaking.models import UPCOMING, Inscription, Pause, Sitting, SpeakersList
from schedule.programme.speaking.order import Period, Turn
from schedule.programme.speaking.podium_models import Interruption, InterruptionKind

KIND = "speaking"
LAST_GROUP = 999  # of whoever has no rank
MINUTE = timedelta(minutes=1)
SUBJECT = Inscription._meta.label_lower
FIELDS = ("position", "sitting_id", "by_hand", "starts", "ends", "clashes", "told_starts", "told")


def lock_list(speakers: SpeakersList) -> SpeakersList:
    return SpeakersList.objects.select_for_update().get(pk=speakers.pk)


def periods_of(speakers: SpeakersList) -> list[Period]:
    """Return the sittings in order, with breaks. Three queries."""
    zone = current_conference().zone
    pauses = [(pause.starts, pause.ends) for pause in Pause.objects.filter(list=speakers)]
    return [
        Period(sitting.pk, sitting.starts.astimezone(zone).date(), sitting.from_when, sitting.ends, tuple(pauses))
        for sitting in Sitting.objects.filter(list=speakers)
    ]


def category_of(speakers: SpeakersList, inscription: Inscription) -> tuple[int, int]:
    """Return the category: (place of the kind of party, tie group of the rank)."""
    after = [str(kind) for kind in Kind if kind in speakers.kinds_after]
    kind = inscription.delegation.party.kind
    rank = inscription.speaker.protocol_rank
    return (after.index(kind) + 1 if kind in after else 0, rank.tie_group if rank else LAST_GROUP)


def find_open_interruption(speakers: SpeakersList) -> Interruption | None:
    """Return the reply or suspension that goes on. One query."""
    interruptions = Interruption.objects.filter(list=speakers, ended_at__isnull=True)
    return interruptions.select_related("delegation__party").first()


def suspended_since(speakers: SpeakersList, began: datetime) -> timedelta:
    """Return how long the meeting has been suspended since. One query."""
    suspensions = Interruption.objects.filter(list=speakers, kind=InterruptionKind.SUSPENSION, began_at__gte=began)
    return sum(((suspension.ended_at or clock.now()) - suspension.began_at for suspension in suspensions), timedelta())


class Flow:
    """A locked list with everybody on it. A constant number of queries."""

    def __init__(self, speakers: SpeakersList) -> None:
        self.list = speakers
        self.periods = periods_of(speakers)
        self.gap = timedelta(seconds=speakers.gap_seconds)
        self.limits = dict(speakers.limits.values_list("tie_group", "minutes"))
        inscriptions = Inscription.objects.filter(list=speakers, state__in=(*UPCOMING, "speaking", "spoken", "missed"))
        related = ("speaker__protocol_rank", "delegation__party")
        rows = inscriptions.select_related(*related).order_by("position", "inscribed_at", "pk")
        self.rows = sorted(rows, key=lambda row: not row.position)  # who has no place yet comes behind
        for row in self.rows:
            row.list = speakers

    def length_of(self, row: Inscription) -> timedelta:
        rank = row.speaker.protocol_rank
        return timedelta(minutes=self.limits.get(rank.tie_group if rank else LAST_GROUP, self.list.minutes))

    @property
    def turns(self) -> list[Turn]:
        return [
            Turn(
                row.pk,
                category_of(self.list, row),
                (row.inscribed_at, row.pk),
                self.length_of(row),
                row.wish_id,
                row.sitting_id,
                row.by_hand,
            )
            for row in self.rows
            if row.state in UPCOMING
        ]

    @property
    def speaking(self) -> Inscription | None:
        return next((row for row in self.rows if row.state == "speaking"), None)

    @property
    def cursor(self) -> datetime | None:
        """Return the earliest next beginning; None unless the list is running."""
        if self.list.state != "running":
            return None
        now = clock.now()
        whole = now.replace(second=0, microsecond=0)
        soonest = whole if whole == now else whole + MINUTE
        row, stop = self.speaking, find_open_interruption(self.list)
        if stop is not None:
            soonest = max(soonest, stop.began_at + timedelta(minutes=stop.minutes))
        if row is None or row.began_at is None:
            return soonest
        rest = row.began_at + self.length_of(row) + suspended_since(self.list, row.began_at) - now
        return max(soonest, (soonest if stop else now) + rest + self.gap)

    def save(self, turns: Sequence[Turn] | None = None, *, strict: Collection[int] = ()) -> None:
        """Write the order `turns` with its times, and engage the speakers. Once the list is closed, tell whose time changed enough.

        Args:
            turns: Default: as it is, rearranged while the list is open.
            strict: Keys of inscriptions whose speaker must be free, else TimeTaken is raised. Other clashes are only marked.
        """
        if turns is None:
            turns = self.turns
            if self.list.state == "open":
                turns = order.arrange(turns, self.periods, self.gap)
        before = [_values_of(row) for row in self.rows]
        self._set_times(turns)
        self._engage_speakers(strict)
        if self.list.state in ("closed", "running"):
            self._tell_delegations()
        changed = [row for row, values in zip(self.rows, before, strict=True) if values != _values_of(row)]
        Inscription.objects.bulk_update(changed, FIELDS, batch_size=200)

    def _set_times(self, turns: Sequence[Turn]) -> None:
        """Set place and times: the spoken first, then those to come, then the missed."""
        by_key = {row.pk: row for row in self.rows}
        begun = [row for row in self.rows if row.state in ("spoken", "speaking")]
        is_over = self.list.state == "over"
        position = count(1)
        for row in sorted(begun, key=lambda row: (row.began_at, row.pk)):
            row.position = next(position)
            row.starts = row.began_at
            row.ends = row.ended_at if row.state == "spoken" else (row.began_at or clock.now()) + self.length_of(row)
            if row.starts and row.ends and row.ends <= row.starts:
                row.ends = row.starts + timedelta(seconds=1)
        for time in order.schedule_turns(turns, self.periods, self.gap, self.cursor):
            row = by_key[time.turn.key]
            row.position, row.sitting_id, row.by_hand = next(position), time.turn.floor, time.turn.by_hand
            row.starts, row.ends = (None, None) if is_over else (time.starts, time.ends)
        for row in self.rows:
            if row.state == "missed":
                row.position, row.starts, row.ends = next(position), None, None

    def _engage_speakers(self, strict: Collection[int]) -> None:
        """Engage speakers whose time changed, and mark those with another engagement."""
        keys = [str(row.pk) for row in self.rows]
        engagements = {
            engagement.subject_id: engagement
            for engagement in Engagement.objects.filter(subject_type=SUBJECT, subject_id__in=keys)
        }
        stale: list[int] = []
        claims: list[Claim] = []
        label = in_each(lambda: calendar_label(self.list))
        for row in self.rows:
            row.clashes = False
            now = engagements.get(str(row.pk))
            if now and (now.person_id, now.starts, now.ends) == (row.speaker_id, row.starts, row.ends):
                continue
            if now:
                stale.append(now.pk)
            if row.starts and row.ends:
                claims.append(Claim(row, KIND, label, row.starts, row.ends, persons=[row.speaker]))
        Engagement.objects.filter(pk__in=stale).delete()
        self._claim(sorted(claims, key=lambda claim: claim.persons[0].pk), strict)

    def _claim(self, claims: list[Claim], strict: Collection[int]) -> None:
        if not claims:
            return
        starts, ends = min(claim.starts for claim in claims), max(claim.ends for claim in claims)
        engagements = find_engagements(starts=starts, ends=ends, persons=[claim.persons[0] for claim in claims])
        ours = {str(sitting.session_id) for sitting in Sitting.objects.filter(list=self.list) if sitting.session_id}
        free: list[Claim] = []
        for claim in claims:
            in_the_way = [row for row in engagements if claim.overlaps(row)]
            # Who chairs the session itself, or sits on its panel, is there already.
            others = [row for row in in_the_way if not (row.kind == "session" and row.subject_id in ours)]
            if others:
                _mark(claim, others, strict)
            elif not in_the_way:
                free.append(claim)
        while free:
            try:
                calendar.engage_all(free)
                return
            except TimeTaken as clash:  # somebody was engaged since `find_engagements` looked
                if clash.claim is None:
                    raise
                _mark(clash.claim, clash.clashes, strict)
                free = [claim for claim in free if claim is not clash.claim]

    def _tell_delegations(self) -> None:
        """Tell delegations whose time is new or has changed enough."""
        much = timedelta(minutes=self.list.told_from_minutes)
        news: list[tuple[Inscription, datetime | None]] = []
        for row in self.rows:
            if row.state not in UPCOMING:
                continue
            was = row.told_starts
            unchanged = was is not None and row.starts is not None and abs(row.starts - was) < much
            if unchanged or (was is None and row.starts is None):
                continue
            row.told_starts, row.told = row.starts, row.told + 1
            news.append((row, was))
        notices.tell_times(news)


def _values_of(row: Inscription) -> list[Any]:
    return [getattr(row, name) for name in FIELDS]


def _mark(claim: Claim, clashes: Sequence[Engagement], strict: Collection[int]) -> None:
    if claim.subject.pk in strict:
        raise TimeTaken(clashes, claim)
    claim.subject.clashes = True  # type: ignore[attr-defined]


def calendar_label(speakers: SpeakersList) -> str:
    """Return the label in the calendar, in the active language."""
    return _("Statement: %(list)s") % {"list": speakers}


def update_list(speakers: SpeakersList, change: Callable[[Flow], Sequence[Turn]] | None = None) -> None:
    """Update a locked list, in the order that `change` makes of its present one."""
    flow = Flow(speakers)
    flow.save(change(flow) if change else None)
