"""Arrivals and departures: of all delegations for the liaison officers, and of one delegation."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import groupby
from typing import Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Case, Count, Exists, OuterRef, Q, QuerySet, When
from django.db.models.functions import TruncDate, TruncHour
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core import clock, parsing
from conference.files.spreadsheets import Cell, Column
from conference.models import current_conference
from conference.parties.models import Party
from conference.parties.queries import alphabet, place_of
from delegations.registration.members.queries import members_of
from delegations.registration.models import PLACED_STATES, Capacity, Delegate, Delegation

ARRIVAL, DEPARTURE = "arrival", "departure"
WAYS: dict[str, str | Promise] = {ARRIVAL: _("Arrivals"), DEPARTURE: _("Departures")}
PAGE = 100  # persons on one page, those without a time on the last


@dataclass(frozen=True)
class TravelFilter:
    """The filter of a list. `way` is a key of WAYS, `party` a code.

    Without `way` it is the arrivals, or the departures once all have arrived; without `day` the next one on which somebody travels.
    """

    way: str = ""
    day: date | None = None
    party: str = ""
    page: int = 1

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        way = params.get("way", "")
        try:
            day = date.fromisoformat(params.get("day", ""))
        except ValueError:
            day = None
        party = params.get("party", "").upper()
        fits = party.replace("-", "").isalnum() and party.isascii() and len(party) <= 20
        page = parsing.number(params.get("page")) or 1
        return cls(way if way in WAYS else "", day, party if fits else "", page)

    def query(self, **parameters: str) -> str:
        day = self.day.isoformat() if self.day else ""
        values = {"way": self.way, "day": day, "party": self.party, **parameters}
        return "?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class Traveller:
    """A row of the list. `at` is in the conference's time zone."""

    member: Delegate
    at: datetime | None
    flight: str
    is_vip: bool

    @property
    def called(self) -> str:
        return self.member.called


@dataclass(frozen=True)
class TravelDay:
    date: date
    count: int


@dataclass
class TravelList:
    wanted: TravelFilter
    zone: ZoneInfo
    days: list[TravelDay]
    hours: list[tuple[str, list[Traveller]]]
    count: int
    unknown: list[Traveller] = field(default_factory=list)
    unknown_count: int = 0

    @property
    def shown(self) -> int:
        return sum(len(travellers) for _hour, travellers in self.hours) + len(self.unknown)

    @property
    def pager(self) -> dict[str, str]:
        """Return the neighbouring pages, and which persons of how many this one has."""
        page, last = self.wanted.page, min(self.wanted.page * PAGE, self.count)
        return {
            "previous": self.wanted.query(page=str(page - 1)) if page > 1 else "",
            "next": self.wanted.query(page=str(page + 1)) if last < self.count else "",
            "label": f"{(page - 1) * PAGE + 1}–{last} / {self.count}" if page > 1 or last < self.count else "",
        }


# Members of a rank that needs no photo are received as heads are.
IS_VIP = Case(When(Q(capacity=Capacity.HEAD) | Q(protocol_rank__photo_exempt=True), then=1), default=0)


def _members(party: str) -> QuerySet[Delegate]:
    members = Delegate.objects.filter(state__in=PLACED_STATES)
    return members.filter(delegation__party__code=party) if party else members


def days_of(way: str, zone: ZoneInfo, party: str = "") -> tuple[list[TravelDay], int]:
    """Return the days on which somebody travels, and how many have no time. One query."""
    members = _members(party).order_by().annotate(day=TruncDate(way, tzinfo=zone)).values_list("day")
    counts: dict[date | None, int] = dict(members.annotate(n=Count("*")))
    unknown = counts.pop(None, 0)
    return [TravelDay(day, count) for day, count in sorted(counts.items()) if day], unknown


def find_travellers(wanted: TravelFilter, *, whole: bool = False) -> TravelList:
    """Return a page of the list or the whole. Five queries at most, six once all have arrived."""
    zone, way = current_conference().zone, wanted.way or ARRIVAL
    days, unknown_count = days_of(way, zone, wanted.party)
    today = clock.local(clock.now(), zone).date()
    all_arrived = bool(days) and days[-1].date < today and not wanted.way and not wanted.day
    if all_arrived and (departures := days_of(DEPARTURE, zone, wanted.party))[0]:
        way, (days, unknown_count) = DEPARTURE, departures
    day = wanted.day or _next(days, today)
    count = next((other.count for other in days if other.date == day), 0)
    page = 1 if whole else min(wanted.page, max(1, -(-count // PAGE)))
    members = _members(wanted.party).select_related("delegation__party", "protocol_rank")
    members = members.prefetch_related("delegation__party__names")
    order = (alphabet("delegation__party"), "delegation__party__code", "position", "pk")
    travellers, unknown = members.none(), members.none()
    if day is not None and count:
        start, end = (datetime.combine(day + timedelta(days=days_on), time(), zone) for days_on in (0, 1))
        of_day = members.filter(**{f"{way}__gte": start, f"{way}__lt": end})
        # By hour; within it the heads first, then by time, flight, party and the delegation's own order.
        of_day = of_day.order_by(TruncHour(way, tzinfo=zone), IS_VIP.desc(), way, f"{way}_flight", *order)
        travellers = of_day if whole else of_day[(page - 1) * PAGE : page * PAGE]
    if unknown_count and (whole or page * PAGE >= count):
        unknown = members.filter(**{f"{way}__isnull": True}).order_by(*order)[: None if whole else PAGE]
    return TravelList(
        TravelFilter(way, day, wanted.party, page),
        zone,
        days,
        list(_by_hour(_traveller(member, way, zone) for member in travellers)),
        count,
        [_traveller(member, way, zone) for member in unknown],
        unknown_count,
    )


def _next(days: list[TravelDay], today: date) -> date | None:
    following = next((day.date for day in days if day.date >= today), None)
    return following or (days[-1].date if days else None)


def _traveller(member: Delegate, way: str, zone: ZoneInfo) -> Traveller:
    at, rank = getattr(member, way), member.protocol_rank
    is_vip = member.capacity == Capacity.HEAD or bool(rank and rank.photo_exempt)
    return Traveller(member, at and at.astimezone(zone), getattr(member, f"{way}_flight"), is_vip)


def _by_hour(travellers: Iterable[Traveller]) -> Iterator[tuple[str, list[Traveller]]]:
    for hour, of_hour in groupby(travellers, key=lambda traveller: traveller.at and traveller.at.hour):
        yield f"{hour:02d}:00", list(of_hour)


def get_parties() -> list[Party]:
    """Return the parties that have members in the lists."""
    members = Delegate.objects.filter(delegation__party=OuterRef("pk"), state__in=PLACED_STATES)
    return sorted(Party.objects.filter(Exists(members)).prefetch_related("names"), key=place_of)


def columns() -> list[Column]:
    titles = (
        *(_("Date and time"), _("Flight"), _("Head or high rank"), _("Name"), _("Party"), _("Capacity")),
        *(_("Protocol rank"), _("Hotel"), _("Liaison officer"), _("Telephone of the liaison officer")),
        _("Accessibility"),
    )
    return [Column(str(title), "text" if number else "moment", 22) for number, title in enumerate(titles)]


def make_rows(listed: TravelList, mark: str) -> Iterator[list[Cell]]:
    """Yield the rows of the table, those without a time last. `mark` is the text that marks a head."""
    by_hour = (traveller for _hour, travellers in listed.hours for traveller in travellers)
    for traveller in (*by_hour, *listed.unknown):
        member, delegation = traveller.member, traveller.member.delegation
        at = traveller.at and traveller.at.replace(tzinfo=None)
        yield [
            *(at, traveller.flight, mark if traveller.is_vip else None, traveller.called, delegation.party.short),
            *(str(member.get_capacity_display()), str(member.protocol_rank or ""), member.hotel),
            *(delegation.liaison, delegation.liaison_phone, member.accessibility),
        ]


def get_own(delegation: Delegation) -> list[tuple[str, list[tuple[date, list[Traveller]]], list[Traveller]]]:
    """Return a delegation's own travel, drafts too: for each way the days with their travellers, and those without a time."""
    zone = current_conference().zone
    members = [member for member in members_of(delegation) if member.state not in ("refused", "withdrawn")]
    ways = []
    for way in WAYS:
        travellers = [_traveller(member, way, zone) for member in members]
        days: dict[date, list[Traveller]] = {}
        with_time = [(traveller.at, traveller) for traveller in travellers if traveller.at]
        for at, traveller in sorted(with_time, key=lambda pair: pair[0]):
            days.setdefault(at.date(), []).append(traveller)
        ways.append((way, list(days.items()), [traveller for traveller in travellers if traveller.at is None]))
    return ways
