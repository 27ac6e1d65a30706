"""Who arrives and who leaves when: for the liaison officers, and a delegation's own."""

from __future__ import annotations

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
from conference.core.access import Actor
from conference.files.spreadsheets import Cell, Column
from conference.models import current_conference
from conference.parties.models import Party
from conference.parties.queries import alphabet, place_of
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.members import queries as members_queries
from delegations.registration.models import PLACED_STATES, Capacity, Delegate, Delegation

ARRIVAL, DEPARTURE = "arrival", "departure"
WAYS: dict[str, str | Promise] = {ARRIVAL: _("Arrivals"), DEPARTURE: _("Departures")}
MOST_UNKNOWN = 200  # of those without a time, shown on one page


@dataclass(frozen=True)
class TravelFilter:
    """What the list is of: way, a key of WAYS; day (None: the first on which somebody travels); party, a code, or everybody."""

    way: str = ARRIVAL
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
        return cls(way if way in WAYS else ARRIVAL, day, party if fits else "")

    def query(self, **more: str) -> str:
        values = {"way": self.way, "day": self.day.isoformat() if self.day else "", "party": self.party, **more}
        return "?" + urlencode({name: value for name, value in values.items() if value})


@dataclass(frozen=True)
class Traveller:
    """A line of the list. `at` is in the conference's time zone."""

    member: Delegate
    at: datetime | None
    flight: str
    is_vip: bool

    @property
    def called(self) -> str:
        return self.member.called


@dataclass(frozen=True)
class Day:
    date: date
    count: int


@dataclass
class List:
    wanted: TravelFilter
    zone: ZoneInfo
    days: list[Day]
    hours: list[tuple[str, list[Traveller]]]
    count: int
    unknown: list[Traveller] = field(default_factory=list)
    unknown_count: int = 0


def travellers(party: str = "") -> QuerySet[Delegate]:
    """Return everybody submitted, not refused and not withdrawn, with what a line shows."""
    found = Delegate.objects.filter(state__in=PLACED_STATES)
    if party:
        found = found.filter(delegation__party__code=party)
    return found.select_related("delegation__party", "protocol_rank").prefetch_related("delegation__party__names")


def days_of(way: str, zone: ZoneInfo, party: str = "") -> list[Day]:
    found = Delegate.objects.filter(state__in=PLACED_STATES, **{f"{way}__isnull": False})
    if party:
        found = found.filter(delegation__party__code=party)
    by_day = found.order_by().annotate(day=TruncDate(way, tzinfo=zone)).values_list("day").annotate(n=Count("pk"))
    return [Day(day, count) for day, count in sorted(by_day)]


def listing(wanted: TravelFilter, *, most_unknown: int | None = MOST_UNKNOWN) -> List:
    """Return the list. Five queries, however many travel; six in a language other than English.

    Args:
        most_unknown: How many of those without a time are read; None for all.
    """
    zone = current_conference().zone
    days = days_of(wanted.way, zone, wanted.party)
    day = wanted.day or _next(days, zone)
    wanted = TravelFilter(wanted.way, day, wanted.party)
    everybody = travellers(wanted.party)
    coming: list[Traveller] = []
    if day is not None:
        starts = datetime.combine(day, time(), zone)
        span = {
            f"{wanted.way}__gte": starts,
            f"{wanted.way}__lt": datetime.combine(day + timedelta(days=1), time(), zone),
        }
        coming = [_traveller(one, wanted.way, zone) for one in everybody.filter(**span)]
    unknown = everybody.filter(**{f"{wanted.way}__isnull": True}).order_by(
        alphabet("delegation__party"), "position", "pk"
    )
    count = unknown.count()
    some = unknown if most_unknown is None else unknown[:most_unknown]
    lacking = [_traveller(one, wanted.way, zone) for one in some] if count else []
    return List(wanted, zone, days, list(_by_hour(coming)), len(coming), lacking, count)


def _next(days: list[Day], zone: ZoneInfo) -> date | None:
    today = clock.now().astimezone(zone).date()
    following = next((one.date for one in days if one.date >= today), None)
    return following or (days[-1].date if days else None)


def _traveller(member: Delegate, way: str, zone: ZoneInfo) -> Traveller:
    at = getattr(member, way)
    rank = member.protocol_rank
    # Those of a rank without photos are received as heads are.
    is_vip = member.capacity == Capacity.HEAD or bool(rank and rank.photo_exempt)
    return Traveller(member, at and at.astimezone(zone), getattr(member, f"{way}_flight"), is_vip)


def _by_hour(coming: list[Traveller]) -> Iterator[tuple[str, list[Traveller]]]:
    """Group by hour; within it the heads first, then by time, flight, party and the delegation's own order."""

    def place(one: Traveller) -> tuple[Any, ...]:
        party = place_of(one.member.delegation.party)
        return (not one.is_vip, one.at, one.flight, *party, one.member.position, one.member.pk)

    hours: dict[int, list[Traveller]] = {}
    for one in sorted(coming, key=place):
        if one.at:
            hours.setdefault(one.at.hour, []).append(one)
    for hour in sorted(hours):
        yield f"{hour:02d}:00", hours[hour]


def parties() -> list[Party]:
    found = Party.objects.filter(delegation__members__state__in=PLACED_STATES).distinct().prefetch_related("names")
    return sorted(found, key=place_of)


def columns() -> list[Column]:
    heads = (_("Date and time"), _("Flight"), _("Head or high rank"), _("Name"), _("Party"), _("Capacity"))
    more = (
        _("Protocol rank"),
        _("Hotel"),
        _("Liaison officer"),
        _("Telephone of the liaison officer"),
        _("Accessibility"),
    )
    return [Column(str(title), "text" if n else "moment", 22) for n, title in enumerate((*heads, *more))]


def rows(found: List, mark: str) -> Iterator[list[Cell]]:
    """Yield the lines of the table, those without a time last.

    Args:
        mark: What marks a head.
    """
    for one in [*(one for _hour, some in found.hours for one in some), *found.unknown]:
        member, delegation = one.member, one.member.delegation
        at = one.at and one.at.replace(tzinfo=None)
        yield [
            *(at, one.flight, mark if one.is_vip else None, one.called, delegation.party.short),
            *(str(member.get_capacity_display()), str(member.protocol_rank or ""), member.hotel),
            *(delegation.liaison, delegation.liaison_phone, member.accessibility),
        ]


def delegation_for(actor: Actor, code: str) -> Delegation:
    """Return a delegation whose travel this actor may see: its focal points, and staff who see travel. Raises NotFound."""
    return delegations_queries.delegation_for(actor, code, see="registration.see_travel")


def own(delegation: Delegation) -> list[tuple[str, list[tuple[date, list[Traveller]]], list[Traveller]]]:
    """Return a delegation's own travel, drafts too: for each way the days with their travellers, and those without a time."""
    zone = current_conference().zone
    members = [one for one in members_queries.members_of(delegation) if one.state not in ("refused", "withdrawn")]
    found = []
    for way in WAYS:
        lines = [_traveller(one, way, zone) for one in members]
        days: dict[date, list[Traveller]] = {}
        for at, _place, one in sorted((one.at, place, one) for place, one in enumerate(lines) if one.at):
            days.setdefault(at.date(), []).append(one)
        found.append((way, list(days.items()), [one for one in lines if one.at is None]))
    return found
