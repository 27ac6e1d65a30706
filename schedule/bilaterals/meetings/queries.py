import uuid
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import lru_cache
from itertools import pairwise, product
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    DateTimeField,
    Exists,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    UUIDField,
    prefetch_related_objects,
)
from django.db.models.functions import Coalesce
from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.errors import NotFound, NotPossible
from conference.db.prepared import Parameter, Prepared
from conference.look.times import day_text, span_text
from conference.models import Conference, current_conference
from conference.parties.models import RECEIVED, PartyName
from conference.parties.queries import alphabet
from conference.translated import FALLBACK, short_code
from delegations.registration.delegations import raw_queries
from delegations.registration.members.queries import BESIDES_PERSON, PERSON, head_of
from delegations.registration.models import LIVE_STATES, Capacity, Delegate, Delegation
from schedule.bilaterals.models import BUFFER, CAP, LIVE, DayLoad, Meeting, Offer, Participant
from schedule.calendar.engagements.queries import engagements_in, live_engagements
from schedule.calendar.models import Engagement, Hours, Purpose, Room
from schedule.calendar.rooms import hours
from schedule.calendar.rooms.hours import conference_days

OPENS, CLOSES = time(9), time(18)
ENTERED = tuple(sorted(set(LIVE_STATES) - {"draft"}))


def all_meetings() -> QuerySet[Meeting]:
    """Return meetings with sides, principals and room. Four queries, and four more with further parties."""
    return with_related(Meeting.objects.all())


def with_related(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    return meetings.select_related(
        "asking__party", "asked__party", "asking_principal", "asked_principal", "room"
    ).prefetch_related(
        "asking__party__names",
        "asked__party__names",
        "participants__principal",
        "participants__delegation__party__names",
    )


def _with_offers(meetings: QuerySet[Meeting]) -> QuerySet[Meeting]:
    """Annotate how many further times are on the table, as `other_times`."""
    offers = Offer.objects.filter(meeting=OuterRef("pk")).order_by().values("meeting")
    return meetings.annotate(other_times=Coalesce(Subquery(offers.annotate(n=Count("pk")).values("n")), 0))


def of_party(*delegations: Delegation) -> Q:
    """Return the condition on meetings in which one of these takes part."""
    further = Participant.objects.filter(delegation__in=delegations).values("meeting")
    return Q(asking__in=delegations) | Q(asked__in=delegations) | Q(pk__in=further)


def meetings_of(delegation: Delegation) -> list[Meeting]:
    """Return the delegation's meetings, asked or received, by time. Three queries."""
    return list(_with_offers(all_meetings()).filter(of_party(delegation)).order_by("starts", "id"))


_PRIVATE = [f"{side}_principal__{name}" for side in ("asking", "asked") for name in BESIDES_PERSON]


def meeting_of(delegation: Delegation, public_id: uuid.UUID) -> Meeting:
    """Return one meeting of the delegation. Raises NotFound, alike for none and for one of others."""
    meeting: Any = next(iter(_meeting_of(delegation.pk, public_id)), None)
    if meeting is None:
        raise NotFound(_("This meeting does not exist, or your delegation has no part in it."))
    meeting.only_two = not meeting.has_further
    if meeting.has_further:
        prefetch_related_objects([meeting], "participants__principal", "participants__delegation__party__names")
    for side in (meeting.asking, meeting.asked):
        raw_queries.name(side, raw_queries.stamp_of(delegation))
    return cast("Meeting", meeting)


def _of_party_by_id(delegation: Parameter, public_id: Parameter) -> QuerySet[Meeting]:
    joined = Meeting.objects.select_related("asking", "asked", "asking_principal", "asked_principal", "room")
    further = Participant.objects.filter(meeting=OuterRef("pk"))
    mine = Q(asking=delegation) | Q(asked=delegation) | Exists(further.filter(delegation=delegation))
    return joined.defer(*_PRIVATE).filter(mine, public_id=public_id).annotate(has_further=Exists(further)).order_by()


_meeting_of = Prepared(_of_party_by_id, BigIntegerField(), UUIDField())


def loads(delegation: Delegation, conference: Conference) -> list[tuple[date, int, int]]:
    """Return day, meetings and cap of each conference day. One query."""
    loads = {load.day: (load.meetings, load.cap) for load in DayLoad.objects.filter(delegation=delegation)}
    return [(day, *loads.get(day, (0, CAP))) for day in conference_days(conference)]


def windows(conference: Conference) -> list[tuple[str, str]]:
    """Return parts of the conference's days for wishes: as `from/to` in ISO format, with words."""
    return list(_windows(tuple(conference_days(conference)), conference.zone, get_language() or ""))


@lru_cache(maxsize=16)
def _windows(days: tuple[date, ...], zone: ZoneInfo, language: str) -> list[tuple[str, str]]:
    """Return `windows` in the active `language`."""
    parts = pairwise((OPENS, time(12), time(14), CLOSES))
    spans = [[datetime.combine(day, hour, zone) for hour in part] for day, part in product(days, parts)]
    text = pgettext("a date and a time", "%(date)s, %(time)s")
    return [
        (
            f"{starts.isoformat()}/{ends.isoformat()}",
            text % {"date": day_text(starts, year=False), "time": span_text(starts, ends)},
        )
        for starts, ends in spans
    ]


def possible_partners(delegation: Delegation, *, shown_only: bool = False) -> list[Delegation]:
    """Return the delegations that have a head and can be asked, by name. Two queries.

    `shown_only`: With their names in the active language alone, as a page shows them; a mail needs all.
    """
    shown = PartyName.objects.all()
    if shown_only:
        shown = shown.filter(language__in={FALLBACK, short_code(get_language())})
    partners = with_heads().exclude(pk=delegation.pk).select_related("party")
    return list(partners.prefetch_related(Prefetch("party__names", shown)).order_by(alphabet("party")))


def possible_partner(delegation: Delegation, code: str) -> Delegation | None:
    """Return the one of `possible_partners` whose party has that code. One query."""
    partner = next((partner for partner in _partner(delegation.pk, code) if partner.has_head), None)
    if partner is not None:
        raw_queries.name(partner, raw_queries.stamp_of(delegation))
    return partner


def with_heads() -> QuerySet[Delegation]:
    """Return the delegations that have a head who can meet others."""
    heads = Delegate.objects.filter(capacity=Capacity.HEAD, state__in=ENTERED)
    return Delegation.objects.filter(pk__in=heads.values("delegation_id"), party__kind__in=RECEIVED)


def _partner_with_code(of: Parameter, code: Parameter) -> QuerySet[Delegation]:
    heads = Delegate.objects.filter(delegation=OuterRef("pk"), capacity=Capacity.HEAD, state__in=ENTERED)
    partners = Delegation.objects.filter(party__code=code, party__kind__in=RECEIVED).exclude(pk=of)
    # As a column, since PostgreSQL plans it in half the time of a condition.
    return partners.annotate(has_head=Exists(heads)).order_by()


_partner = Prepared(_partner_with_code, BigIntegerField(), CharField())


# Who may take part for a delegation besides its head: whoever has a protocol rank must be one of these.
PRINCIPALS = (Capacity.HEAD, Capacity.DEPUTY, Capacity.DELEGATE)


def _who_may_take_part(delegation: Parameter) -> QuerySet[Delegate]:
    members = Delegate.objects.filter(delegation=delegation, capacity__in=PRINCIPALS, state__in=ENTERED)
    return members.only(*PERSON).order_by("position", "pk")


_members = Prepared(_who_may_take_part, BigIntegerField())


def principals_of(delegation: Delegation) -> list[Delegate]:
    """Return who may take part for the delegation: its head, alternate heads, and delegates with a protocol rank. One query."""
    members = [member for member in _members(delegation.pk) if _is_of_rank(member)]
    for member in members:
        member.delegation = delegation
    return sorted(members, key=lambda member: PRINCIPALS.index(Capacity(member.capacity)))


def _is_of_rank(member: Delegate) -> bool:
    return member.capacity in (Capacity.HEAD, Capacity.DEPUTY) or member.protocol_rank_id is not None


def check_principal(delegation: Delegation, member: Delegate) -> None:
    """Raise NotPossible for a person who has left, is of another delegation, or is of no sufficient rank."""
    if member.delegation_id != delegation.pk or member.state not in LIVE_STATES:
        raise NotPossible(
            _("%(who)s is not a member of the delegation. Choose somebody else.") % {"who": member.full_name}
        )
    if member.capacity not in PRINCIPALS or not _is_of_rank(member):
        message = _(
            "%(who)s cannot take part as principal: choose the head, an alternate head or a delegate with a protocol rank."
        )
        raise NotPossible(message % {"who": member.full_name})


@dataclass(frozen=True)
class RoomSuitability:
    """A meeting room and why it does not suit a meeting; `why` is empty if it does."""

    room: Room
    why: str


def rooms_for(
    starts: datetime, ends: datetime, seats: int, mine: uuid.UUID | None = None, *, given: bool = False
) -> list[RoomSuitability]:
    """Return every meeting room, those that suit first. Two queries, three with `given`.

    Args:
        mine: A booking that does not count, that of the meeting itself.
        given: Count only what protocol has given, not what is held for an offer or until protocol decides.
    """
    suitability = []
    by_room = engagements_in(list(Room.objects.filter(purpose=Purpose.BILATERAL)), starts=starts, ends=ends + BUFFER)
    ignored = {mine}
    if given:
        ignored |= only_held({engagement.booking for _room, engagements in by_room for engagement in engagements})
    for room, engagements in by_room:
        short, why = seats - room.capacity, ""
        if any(engagement.booking not in ignored for engagement in engagements):
            why = _("Taken")
        elif short > 0:
            why = ngettext("%(n)d seat too few", "%(n)d seats too few", short) % {"n": short}
        suitability.append(RoomSuitability(room, why))
    return sorted(suitability, key=lambda suits: (bool(suits.why), suits.room.capacity, suits.room.position))


def suitable_rooms(starts: datetime, ends: datetime, seats: int, mine: uuid.UUID | None = None) -> list[Room]:
    """Return the meeting rooms that protocol can give then: open, with seats enough and given to nobody else, the smallest first.

    Arguments and queries as `rooms_for`, and three more.
    """
    rooms = [suits.room for suits in rooms_for(starts, ends, seats, mine, given=True) if not suits.why]
    open_spans = hours.spans(rooms, starts=starts, ends=ends + BUFFER) if rooms else {}
    return [room for room in rooms if hours.within(open_spans.get(room.pk), starts, ends + BUFFER)]


def only_held(bookings: Iterable[uuid.UUID]) -> set[uuid.UUID]:
    """Return which of these bookings hold a room that protocol has not given, or a further time that is on offer. Two queries."""
    return {booking for rows in only_held_rows(list(bookings)) for booking in rows if booking is not None}


def only_held_rows(bookings: Collection[uuid.UUID]) -> list[QuerySet[Any, Any]]:
    """Return the query sets of which `only_held` is made: of meetings, and of offers."""
    of_meetings = Meeting.objects.filter(room_booking__in=bookings, room__isnull=True)
    of_offers = Offer.objects.filter(booking__in=bookings)
    return [of_meetings.values_list("room_booking", flat=True), of_offers.values_list("booking", flat=True)]


def free_and_open(starts: datetime, ends: datetime, seats: int, zone: ZoneInfo | None = None) -> list[Room]:
    """Return meeting rooms that seat so many, are free and open from `starts` to `ends`, the smallest first.

    One query, one more where rooms have hours on that day, and one more without the conference's `zone`.
    """
    zone = zone or current_conference().zone
    first, last = hours.days_of(starts, ends, zone)
    rooms = _free_rooms(starts, ends, seats, clock.now(), first, last)
    with_hours = [room for room in rooms if room.has_hours]
    open_spans = hours.spans(with_hours, starts=starts, ends=ends, zone=zone) if with_hours else {}
    return [room for room in rooms if hours.within(open_spans.get(room.pk), starts, ends)]


def _free_rooms_query(
    starts: Parameter, ends: Parameter, seats: Parameter, now: Parameter, first: Parameter, last: Parameter
) -> QuerySet[Room]:
    engaged = live_engagements(now).filter(room=OuterRef("pk"), starts__lt=ends, ends__gt=starts).order_by()
    of_that_day = Hours.objects.filter(room=OuterRef("pk"), day__gte=first, day__lte=last).order_by()
    rooms = Room.objects.filter(~Exists(engaged), purpose=Purpose.BILATERAL, capacity__gte=seats)
    return rooms.annotate(has_hours=Exists(of_that_day)).order_by("capacity", "position")


_free_rooms = Prepared(
    _free_rooms_query, DateTimeField(), DateTimeField(), IntegerField(), DateTimeField(), DateField(), DateField()
)


def of_day(day: date) -> list[Meeting]:
    """Return the live meetings of a day by time. Three queries."""
    return list(_with_offers(all_meetings()).filter(day=day, state__in=(*LIVE, "held")).order_by("starts", "id"))


def to_come() -> QuerySet[Meeting]:
    """Return the meetings that are not over, by time."""
    return all_meetings().filter(ends__gt=clock.now()).order_by("starts", "id")


def without_room() -> list[Meeting]:
    """Return agreed meetings without a room whose time is not past, by time. Three queries."""
    return list(to_come().filter(state__in=("accepted", "bumped")))


def is_in_all_heads_session() -> Exists:
    """Return the condition on meetings at the time of a session for all heads."""
    return Exists(Engagement.objects.filter(for_heads=True, starts__lt=OuterRef("ends"), ends__gt=OuterRef("starts")))


def has_replaced_principal() -> Q:
    """Return the condition on meetings one of whose principals is not the head of the delegation any more."""
    further = _further_parties_with_replaced_principal().values("meeting")
    return _has_replaced_principal_on("asking") | _has_replaced_principal_on("asked") | Q(pk__in=further)


def meetings_of_party_without_principal(code: Any) -> QuerySet[Meeting]:
    """Return the meetings in which the principal of this party (its code, or the place of it) is not the head any more."""
    own = Q(asking__party__code=code) & _has_replaced_principal_on("asking")
    own |= Q(asked__party__code=code) & _has_replaced_principal_on("asked")
    further = _further_parties_with_replaced_principal().filter(delegation__party__code=code).values("meeting")
    return Meeting.objects.filter(own | Q(pk__in=further))


def _has_replaced_principal_on(side: str) -> Q:
    """Return the condition on meetings whose principal of `side` (`asking`, `asked`) has left, or is no longer the head it came as."""
    has_left = ~Q(**{f"{side}_principal__state__in": LIVE_STATES})
    by_office = Q(**{f"{side}_by_office": True})
    return has_left | (by_office & ~Q(**{f"{side}_principal__capacity": Capacity.HEAD}))


def _further_parties_with_replaced_principal() -> QuerySet[Participant]:
    """Return the further parties whose principal has left, or is no longer the head that it came as."""
    stays = Q(principal__state__in=LIVE_STATES) & (Q(by_office=False) | Q(principal__capacity=Capacity.HEAD))
    return Participant.objects.exclude(stays)


@dataclass(frozen=True)
class FormerHead:
    """A principal who is no longer the head, and who is; None if nobody is."""

    delegation: Delegation
    principal: Delegate | None
    head: Delegate | None


def former_heads(meeting: Meeting) -> list[FormerHead]:
    """Return the replaced principals of the meeting. Two queries."""
    former = []
    for side in meeting.parties():
        principal, by_office = meeting.principal_of(side), meeting.of_side(side, "by_office")
        if not principal or principal.state not in LIVE_STATES or (by_office and principal.capacity != Capacity.HEAD):
            former.append(FormerHead(side, principal, head_of(side)))
    return former
