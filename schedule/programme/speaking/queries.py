import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Model, Q, QuerySet
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.errors import NotFound
from conference.db import together
from conference.db.together import Part
from conference.models import current_conference
from conference.parties.models import Kind, Party
from conference.parties.queries import alphabet
from delegations.registration.models import PLACED_STATES, Capacity, Delegate, Delegation
from schedule.calendar.engagements.queries import engagements_of
from schedule.calendar.models import Engagement
from schedule.programme.models import Interruption, Session
from schedule.programme.speaking.flow import (
    SUBJECT,
    calendar_label,
    category_of,
    find_open_interruption,
    suspended_since,
)
from schedule.programme.speaking.models import CHANGEABLE, SPEAKERS, UPCOMING, Inscription, Sitting, SpeakersList, Swap

# To come, inscribed as head and no longer, or not in good standing any more.
UNSETTLED = Q(state__in=CHANGEABLE) & (
    ~Q(speaker__state__in=PLACED_STATES) | (Q(as_head=True) & ~Q(speaker__capacity=Capacity.HEAD))
)
ON_THE_LIST = (*UPCOMING, "speaking", "spoken", "missed")


def all_lists() -> list[SpeakersList]:
    """Return every list, with its count as `speakers`. Three queries."""
    speakers = Count("inscriptions", filter=Q(inscriptions__state__in=ON_THE_LIST))
    return list(SpeakersList.objects.annotate(speakers=speakers).prefetch_related("sittings__session__room"))


def days_of(speakers: SpeakersList, zone: ZoneInfo) -> set[date]:
    """Return the list's days in `zone`. No query after `lists`."""
    return {sitting.starts.astimezone(zone).date() for sitting in speakers.sittings.all()}


def first_of[M: Model](rows: QuerySet[M], missing: str) -> M:
    """Return the first row. Raises NotFound with the message `missing`."""
    row = rows.first()
    if row is None:
        raise NotFound(missing)
    return row


def get_list(key: str) -> SpeakersList:
    lists = SpeakersList.objects.prefetch_related("sittings__session__room").filter(key=key)
    return first_of(lists, _("There is no such list of speakers."))


def list_of_session(session_key: str) -> SpeakersList | None:
    """Return the list over the session of that key. One query."""
    return SpeakersList.objects.filter(sittings__session__key=session_key).first()


def inscriptions() -> QuerySet[Inscription]:
    """Return inscriptions with all that a line shows. Two queries."""
    related = ("speaker__protocol_rank", "speaker__category", "delegation__party", "wish", "sitting", "list")
    return Inscription.objects.select_related(*related).prefetch_related("delegation__party__names")


@dataclass(frozen=True)
class SpeakerRow:
    """A line of a list; `number` counts from 1.

    Attributes:
        group: The category (place of the kind of party, tie group).
        session: Of the time; None without one.
        wish_met: False if in another part of the day than wished for.
    """

    number: int
    row: Inscription
    group: tuple[int, int]
    minutes: int
    session: Session | None
    wish_met: bool
    day: date | None

    @property
    def party(self) -> Party:
        return self.row.delegation.party

    @property
    def speaker(self) -> Delegate:
        return self.row.speaker

    @property
    def starts(self) -> datetime | None:
        return self.row.starts

    @property
    def state(self) -> str:
        return str(self.row.state)

    @property
    def unsettled(self) -> bool:
        return is_unsettled(self.row)

    @property
    def not_accredited(self) -> bool:
        """Return True if the order stands and the speaker is not accredited, so that no gate admits them."""
        return self.row.state in UPCOMING and self.row.list.state != "open" and self.row.speaker.state != "accredited"


def lines(speakers: SpeakersList) -> list[SpeakerRow]:
    """Return who is on the list, in order: spoken, speaking, to come, missed. Six queries."""
    rows = inscriptions().filter(list=speakers, state__in=ON_THE_LIST).order_by("position", "inscribed_at", "pk")
    sittings = list(Sitting.objects.filter(list=speakers).select_related("session__room"))
    limits = dict(speakers.limits.values_list("tie_group", "minutes"))
    zone = current_conference().zone
    listed = []
    for number, row in enumerate(rows, 1):
        sitting = find_sitting(row, sittings)
        group = category_of(speakers, row)
        minutes = limits.get(group[1], speakers.minutes)
        wish_met = row.wish_id is None or sitting is None or sitting.pk == row.wish_id
        day = row.starts.astimezone(zone).date() if row.starts else None
        listed.append(SpeakerRow(number, row, group, minutes, sitting.session if sitting else None, wish_met, day))
    return listed


def find_sitting(inscription: Inscription, sittings: Iterable[Sitting]) -> Sitting | None:
    """Return which of `sittings` the time of a statement lies in."""
    if inscription.starts is None:
        return None
    own = (sitting for sitting in sittings if sitting.list_id == inscription.list_id)
    return next((sitting for sitting in own if sitting.from_when <= inscription.starts < sitting.ends), None)


@dataclass(frozen=True)
class StatementSlot:
    """When a delegation speaks: `session` is None if the time lies in none; `state` as of Inscription.

    Not settled: whoever is inscribed can no longer speak.
    """

    starts: datetime
    ends: datetime
    session: Session | None
    speaker: Delegate
    state: str
    list: SpeakersList
    is_settled: bool

    @property
    def label(self) -> str:
        return calendar_label(self.list)


def slots_of_delegations(delegations: Iterable[Delegation]) -> dict[int, list[StatementSlot]]:
    """Return when each delegation speaks or has spoken, in order, by its key. Two queries."""
    slots: dict[int, list[StatementSlot]] = {delegation.pk: [] for delegation in delegations}
    timed = _timed_inscriptions(Inscription.objects.select_related("speaker", "list"))
    rows = list(timed.filter(delegation__in=list(slots)).order_by("starts", "pk"))
    list_keys = {row.list_id for row in rows}
    sittings = list(Sitting.objects.filter(list__in=list_keys).select_related("session__room"))
    for row in rows:
        if row.starts and row.ends:
            sitting = find_sitting(row, sittings)
            session = sitting.session if sitting else None
            slot = StatementSlot(row.starts, row.ends, session, row.speaker, row.state, row.list, not is_unsettled(row))
            slots[row.delegation_id].append(slot)
    return slots


def statements() -> dict[str, list[Inscription]]:
    """Return who speaks when on closed lists, by session's key. Three queries, one if nobody."""
    rows = list(_timed_inscriptions(inscriptions()).exclude(list__state="open").order_by("starts", "pk"))
    sittings = list(Sitting.objects.filter(list__in={row.list_id for row in rows}).select_related("session"))
    by_session: dict[str, list[Inscription]] = {}
    for row in rows:
        sitting = find_sitting(row, sittings)
        if sitting and sitting.session:
            by_session.setdefault(sitting.session.key, []).append(row)
    return by_session


def _timed_inscriptions(rows: QuerySet[Inscription]) -> QuerySet[Inscription]:
    return rows.filter(state__in=(*UPCOMING, "speaking", "spoken"), starts__isnull=False)


# ---- a delegation's side ----------------------------------------------------------------------------------------------
def may_make_statements(party: Party) -> bool:
    """Return True for those who make statements: all but the media."""
    return party.kind != Kind.MEDIA


def possible_speakers(delegation: Delegation) -> list[Delegate]:
    """Return whom the delegation may inscribe, the head first. One query."""
    members = delegation.members.filter(capacity__in=SPEAKERS, state__in=PLACED_STATES).select_related("protocol_rank")
    return sorted(members.order_by("position", "pk"), key=lambda member: member.capacity != Capacity.HEAD)


def find_inscription(delegation: Delegation, speakers: SpeakersList) -> Inscription | None:
    """Return the delegation's inscription, else its last one withdrawn or refused."""
    rows = inscriptions().filter(delegation=delegation, list=speakers)
    return rows.exclude(state__in=("withdrawn", "refused")).first() or rows.order_by("-pk").first()


def get_inscription(delegation: Delegation, public_id: uuid.UUID) -> Inscription:
    """Return the delegation's inscription of that id. Raises NotFound, alike for none and one of others."""
    rows = inscriptions().filter(delegation=delegation, public_id=public_id)
    return first_of(rows, _("This inscription does not exist, or it is not your delegation’s."))


def swaps_of(row: Inscription) -> list[Swap]:
    """Return the exchanges of this inscription, the newest first. Three queries."""
    return list(all_swaps().filter(Q(asking=row) | Q(asked=row)))


def all_swaps() -> QuerySet[Swap]:
    sides = [f"{side}__{name}" for side in ("asking", "asked") for name in ("delegation__party", "speaker", "list")]
    names = [f"{side}__delegation__party__names" for side in ("asking", "asked")]
    return Swap.objects.select_related(*sides).prefetch_related(*names)


def get_swap(delegation: Delegation, public_id: uuid.UUID) -> Swap:
    """Return an exchange of the delegation. Raises NotFound, alike for none and one of others."""
    mine = Q(asking__delegation=delegation) | Q(asked__delegation=delegation)
    swaps = all_swaps().filter(mine, public_id=public_id)
    return first_of(swaps, _("This exchange does not exist, or your delegation has no part in it."))


def swap_partners(inscription: Inscription) -> list[Inscription]:
    """Return possible partners for an exchange: those to come that day, in order. Two queries."""
    if inscription.starts is None or inscription.state not in UPCOMING:
        return []
    zone = current_conference().zone
    first, last = clock.day_bounds(inscription.starts.astimezone(zone).date(), zone)
    rows = inscriptions().filter(list=inscription.list_id, state__in=UPCOMING, starts__gte=first, starts__lt=last)
    return list(rows.exclude(pk=inscription.pk).order_by("position"))


def in_the_way(row: Inscription) -> list[Engagement]:
    """Return the speaker's other engagements then, besides the session. One query."""
    clashes: dict[int, list[Engagement]] = together.complete(read_in_the_way([row]))
    return clashes[row.pk]


def read_in_the_way(rows: Sequence[Inscription]) -> Part:
    """Return by inscription's key what `in_the_way` does, as a part of a page."""
    timed = [(row, row.starts, row.ends) for row in rows if row.starts and row.ends]
    clashes: dict[int, list[Engagement]] = {row.pk: [] for row in rows}
    if not timed:
        return clashes
    first, last = min(starts for _row, starts, _ends in timed), max(ends for _row, _starts, ends in timed)
    sittings = Sitting.objects.filter(list__in={row.list_id for row in rows}).values_list("list", "session")
    engagements, sessions = yield [
        engagements_of(starts=first, ends=last, persons=[row.speaker for row in rows]),
        sittings,
    ]
    own = {(of_list, str(session)) for of_list, session in sessions}
    for row, starts, ends in timed:
        clashes[row.pk] = [
            engagement
            for engagement in engagements
            if engagement.person_id == row.speaker_id
            and engagement.starts < ends
            and engagement.ends > starts
            and not (engagement.subject_type == SUBJECT and engagement.subject_id == str(row.pk))
            and not (engagement.kind == "session" and (row.list_id, engagement.subject_id) in own)
        ]
    return clashes


# ---- the podium and the hall ------------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PodiumState:
    """What the podium and the hall show."""

    list: SpeakersList
    now: SpeakerRow | None
    coming: tuple[SpeakerRow, ...]
    missed: tuple[SpeakerRow, ...]
    spoken: int
    total: int
    interruption: Interruption | None = None
    suspended: timedelta = timedelta()

    @property
    def reply(self) -> Interruption | None:
        return self.interruption if self.interruption and self.interruption.delegation_id else None

    @property
    def suspension(self) -> Interruption | None:
        return self.interruption if self.interruption and not self.interruption.delegation_id else None

    @property
    def due(self) -> datetime | None:
        """Return when the time of whoever has the floor is up; that of the suspension does not count."""
        if self.reply:
            return self.reply.began_at + timedelta(minutes=self.reply.minutes)
        row = self.now.row if self.now else None
        if not (self.now and row and row.began_at):
            return None
        return row.began_at + timedelta(minutes=self.now.minutes) + self.suspended

    @property
    def minutes(self) -> int:
        return self.reply.minutes if self.reply else self.now.minutes if self.now else 0


def get_podium(speakers: SpeakersList) -> PodiumState:
    """Return what the podium shows. Eight queries at most."""
    listed = lines(speakers)
    spoken = [line for line in listed if line.state == "spoken"]
    now = next((line for line in listed if line.state == "speaking"), None)
    return PodiumState(
        speakers,
        now,
        tuple(line for line in listed if line.state in UPCOMING),
        tuple(line for line in listed if line.state == "missed"),
        len(spoken),
        len(listed),
        find_open_interruption(speakers),
        suspended_since(speakers, now.row.began_at) if now and now.row.began_at else timedelta(),
    )


def possible_repliers() -> list[Delegation]:
    """Return the delegations of those who make statements, by name. Two queries."""
    rows = Delegation.objects.exclude(party__kind=Kind.MEDIA).order_by(alphabet("party"))
    return list(rows.select_related("party").prefetch_related("party__names"))


# ---- what waits for an organizer ------------------------------------------------------------------------------------------
def unsettled(delegation: Delegation | None = None) -> list[Inscription]:
    """Return those to come inscribed as head and no longer, or not in good standing any more. Two queries."""
    rows = inscriptions().filter(UNSETTLED).exclude(list__state="over")
    return list((rows.filter(delegation=delegation) if delegation else rows).order_by("starts", "pk"))


def is_unsettled(row: Inscription) -> bool:
    former = row.as_head and row.speaker.capacity != Capacity.HEAD
    return row.state in CHANGEABLE and (former or row.speaker.state not in PLACED_STATES)


def moved_sittings() -> QuerySet[Sitting]:
    """Return sittings whose session is gone or has other times than the clock."""
    unmoved = Q(session__starts=F("starts"), session__ends=F("ends"))
    return Sitting.objects.filter(~unmoved).exclude(list__state="over").select_related("session", "list")


def late_ones(speakers: SpeakersList) -> list[Inscription]:
    """Return late inscriptions of a list that wait for the organizers, by arrival. Two queries."""
    return list(inscriptions().filter(list=speakers, state="requested").order_by("inscribed_at", "pk"))


def day_of(moment: datetime) -> date:
    return moment.astimezone(current_conference().zone).date()


def inscription_phase(speakers: SpeakersList) -> dict[str, Any]:
    """Return whether inscriptions are taken (`soon`, `open` or `late`), and until when."""
    now = clock.now()
    if speakers.state == "open" and now < speakers.opens_at:
        return {"phase": "soon", "at": speakers.opens_at}
    if speakers.state == "open" and now < speakers.closes_at:
        return {"phase": "open", "at": speakers.closes_at}
    return {"phase": "over" if speakers.state == "over" else "late", "at": speakers.closes_at}
