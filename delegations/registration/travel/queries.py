"""Arrivals and departures: of all delegations for the liaison officers, and of one delegation."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any, Self
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.db.models import Count, QuerySet
from django.db.models.functions import TruncDate
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from conference.core import clock
from conference.files.spreadsheets import Cell, Column
from conference.models import current_conference
from conference.parties.models import Party
from conference.parties.queries import alphabet, place_of
from delegations.registration.members.queries import members_of
from delegations.registration.models import PLACED_STATES, Capacity, Delegate, Delegation

ARRIVAL, DEPARTURE = "arrival", "departure"
WAYS: dict[str, str | Promise] = {ARRIVAL: _("Arrivals"), DEPARTURE: _("Departures")}
MOST_UNKNOWN = 200  # of those without a time, shown on one page


@dataclass(frozen=True)
class TravelFilter:
    """The filter of a list. `way` is a key of WAYS, `party` a code.

    Without `way` it is the arrivals, or the departures once all have arrived; without `day` the next one on which somebody travels.
    """

    way: str = ""
    day: date | None = None
    party: str = ""

    @classmethod
    def read(cls, params: Mapping[str, str]) -> Self:
        way = params.get("way", "")
        try:
            day = date.fromisoformat(params.get("day", ""))
        except ValueError:
            day = None
        party = params.get("party", "").upper()
        fits = party.replace("-", "").isalnum() and party.isascii() and len(party) <= 20
        return cls(way if way in WAYS else "", day, party if fits else "")

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


def _members(party: str) -> QuerySet[Delegate]:
    members = Delegate.objects.filter(state__in=PLACED_STATES)
    return members.filter(delegation__party__code=party) if party else members


def days_of(way: str, zone: ZoneInfo, party: str = "") -> list[TravelDay]:
    members = _members(party).filter(**{f"{way}__isnull": False}).order_by()
    counts = members.annotate(day=TruncDate(way, tzinfo=zone)).values_list("day").annotate(n=Count("pk"))
    return [TravelDay(day, count) for day, count in sorted(counts)]


def find_travellers(wanted: TravelFilter, *, most_unknown: int | None = MOST_UNKNOWN) -> TravelList:
    """Return the list, with `most_unknown` members without a time (None: all). Five queries; six once all have arrived, and one more
    in a language other than English.
    """
    zone, way = current_conference().zone, wanted.way or ARRIVAL
    days = days_of(way, zone, wanted.party)
    today = clock.local(clock.now(), zone).date()
    all_arrived = bool(days) and days[-1].date < today and not wanted.way and not wanted.day
    if all_arrived and (departures := days_of(DEPARTURE, zone, wanted.party)):
        way, days = DEPARTURE, departures
    day = wanted.day or _next(days, today)
    members = _members(wanted.party).select_related("delegation__party", "protocol_rank")
    members = members.prefetch_related("delegation__party__names")
    travellers: list[Traveller] = []
    if day is not None:
        start, end = (datetime.combine(day + timedelta(days=days_on), time(), zone) for days_on in (0, 1))
        of_day = members.filter(**{f"{way}__gte": start, f"{way}__lt": end})
        travellers = [_traveller(member, way, zone) for member in of_day]
    without_time = members.filter(**{f"{way}__isnull": True})
    without_time = without_time.order_by(alphabet("delegation__party"), "position", "pk")
    count = without_time.count()
    unknown = [_traveller(member, way, zone) for member in without_time[:most_unknown]] if count else []
    hours = list(_by_hour(travellers))
    return TravelList(TravelFilter(way, day, wanted.party), zone, days, hours, len(travellers), unknown, count)


def _next(days: list[TravelDay], today: date) -> date | None:
    following = next((day.date for day in days if day.date >= today), None)
    return following or (days[-1].date if days else None)


def _traveller(member: Delegate, way: str, zone: ZoneInfo) -> Traveller:
    at, rank = getattr(member, way), member.protocol_rank
    # Members of a rank that needs no photo are received as heads are.
    is_vip = member.capacity == Capacity.HEAD or bool(rank and rank.photo_exempt)
    return Traveller(member, at and at.astimezone(zone), getattr(member, f"{way}_flight"), is_vip)


def _by_hour(travellers: list[Traveller]) -> Iterator[tuple[str, list[Traveller]]]:
    """Group by hour; within it the heads first, then by time, flight, party and the delegation's own order."""

    def sort_key(traveller: Traveller) -> tuple[Any, ...]:
        member = traveller.member
        party = place_of(member.delegation.party)
        return (not traveller.is_vip, traveller.at, traveller.flight, *party, member.position, member.pk)

    hours: dict[int, list[Traveller]] = {}
    for traveller in sorted(travellers, key=sort_key):
        if traveller.at:
            hours.setdefault(traveller.at.hour, []).append(traveller)
    for hour in sorted(hours):
        yield f"{hour:02d}:00", hours[hour]


def get_parties() -> list[Party]:
    """Return the parties that have members in the lists."""
    parties = Party.objects.filter(delegation__members__state__in=PLACED_STATES).distinct().prefetch_related("names")
    return sorted(parties, key=place_of)


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
