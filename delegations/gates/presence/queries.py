"""Queries about who is inside. Each makes a constant number of queries."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, F, Prefetch, Q, QuerySet, Sum

from conference.core import clock
from conference.core.collation import alphabetical
from conference.models import Zone, current_conference
from conference.parties.models import Party, search_key
from conference.parties.queries import alphabet, prefetch_names
from delegations.accreditation.badges.numbers import match_number
from delegations.accreditation.models import Badge
from delegations.gates.models import SITE, Gate, Presence, Scan, Tally
from delegations.registration.models import Delegate

FOUND, LISTED, STEPS = 20, 300, 200
PRIVATE = ("date_of_birth", "document_number")
PARTY = "delegate__delegation__party"


@dataclass(frozen=True)
class PlaceFigures:
    """A zone with gates, or the whole site (zone None): who is inside, and how many persons came and left today, each counted once."""

    zone: Zone | None
    inside: int
    came_today: int
    left_today: int

    @property
    def key(self) -> int:
        return self.zone.pk if self.zone else SITE

    @property
    def mark(self) -> str:
        return self.zone.letter if self.zone else "site"

    @property
    def full(self) -> bool:
        return bool(self.zone and self.zone.capacity is not None and self.inside >= self.zone.capacity)


@dataclass(frozen=True)
class DelegationFigures:
    party: Party
    counts: tuple[int, ...]


def places() -> list[PlaceFigures]:
    """Return every zone with a gate, in order; first the whole site if a gate leads to it."""
    gates = Gate.objects.select_related("zone").order_by(F("zone__position").asc(nulls_first=True), "zone_id")
    zones = {gate.zone_id or SITE: gate.zone for gate in gates}
    inside = dict(Tally.objects.values_list("place").annotate(n=Sum("inside")).values_list("place", "n"))
    today = _count_today()
    return [
        PlaceFigures(zone, inside.get(key, 0), today.get((key, "in"), 0), today.get((key, "out"), 0))
        for key, zone in zones.items()
    ]


def _count_today() -> dict[tuple[int, str], int]:
    """Return, by place and direction, how many persons passed since midnight, each counted once.

    Whoever came into a zone came to the site, as for who is inside; whoever left a zone did not leave the site.
    """
    zone = current_conference().zone
    start, end = clock.day_bounds(clock.now().astimezone(zone).date(), zone)
    scans = Scan.objects.filter(counts=True, happened_at__gte=start, happened_at__lt=end).order_by()
    persons = Count("delegate", distinct=True)
    rows = scans.values_list("zone", "direction").annotate(n=persons)
    counts = {(zone or SITE, direction): n for zone, direction, n in rows}
    counts[SITE, "in"] = scans.filter(direction="in").aggregate(n=persons)["n"]
    return counts


def by_delegation(places: Sequence[PlaceFigures]) -> list[DelegationFigures]:
    """Return the delegations with members inside, with counts in the order of `places`."""
    keys = [place.key for place in places]
    counts: dict[int, dict[int, int]] = {}
    tallies = Tally.objects.filter(inside__gt=0, place__in=keys)
    for party, place, inside in tallies.values_list("delegation__party", "place", "inside"):
        counts.setdefault(party, {})[place] = inside
    parties = prefetch_names(Party.objects.filter(pk__in=counts).order_by(alphabet()), "")
    return [DelegationFigures(party, tuple(counts[party.pk].get(key, 0) for key in keys)) for party in parties]


def find_inside(place: int, code: str = "") -> list[Presence]:
    """Return who is inside a place, newest first, of all or of one delegation; at most LISTED."""
    rows = Presence.objects.filter(place=place, since__isnull=False)
    if code:
        rows = rows.filter(delegation__party__code=code)
    rows = rows.select_related(PARTY, "delegate__category", "scan__device__gate")
    rows = rows.defer(*(f"delegate__{name}" for name in PRIVATE))
    return list(prefetch_names(rows.order_by("-since"), PARTY)[:LISTED])


def find_people(text: str) -> list[Delegate]:
    """Return people with a badge, by parts of the name in any spelling or by the badge's number."""
    by_name = Q()
    for word in search_key(text).split():
        by_name &= Q(search__contains=word)
    holders = Badge.objects.filter(match_number(text)).values("delegate_id")
    rows = Delegate.objects.filter(by_name | Q(pk__in=holders)).filter(badges__isnull=False).distinct()
    people = _people(rows).order_by("family_name", "given_names", "pk")[:FOUND]
    return alphabetical(people, lambda person: f"{person.family_name} {person.given_names}")


def find_person(public_id: uuid.UUID) -> Delegate | None:
    return _people(Delegate.objects.filter(public_id=public_id, badges__isnull=False).distinct()).first()


def _people(rows: QuerySet[Delegate]) -> QuerySet[Delegate]:
    latest = Badge.objects.select_related("record").defer("shows").order_by("-copy")
    where = Presence.objects.filter(since__isnull=False).select_related("scan__zone", "scan__device__gate")
    rows = prefetch_names(rows.select_related("delegation__party", "category").defer(*PRIVATE), "delegation__party")
    return rows.prefetch_related(
        Prefetch("badges", queryset=latest, to_attr="copies"),
        Prefetch("presences", queryset=where, to_attr="whereabouts"),
    )


def steps(delegate: Delegate) -> list[Scan]:
    rows = Scan.objects.filter(delegate=delegate).select_related("device__gate", "zone", "badge")
    return list(rows.order_by("-happened_at", "-pk")[:STEPS])
