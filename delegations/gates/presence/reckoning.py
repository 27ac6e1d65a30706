"""Who is inside, recomputed from the scans when some of them come in late."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby, pairwise

from django.db.models import Max

from delegations.gates.checking.verdicts import BY_GUARD
from delegations.gates.models import SITE, Clearing, Presence, Scan, Tally
from delegations.registration.models import Delegate


def lock_tallies(places: set[int], delegations: set[int] | None = None) -> None:
    """Lock the tallies of these places (and delegations), in one order for all, until the end of the transaction.

    The holder may write presences of those: a check at a gate waits.
    """
    if delegations is not None:
        missing = [Tally(place=place, delegation_id=one) for place in sorted(places) for one in sorted(delegations)]
        Tally.objects.bulk_create(missing, ignore_conflicts=True, batch_size=500)
    rows = Tally.objects.filter(place__in=places)
    if delegations is not None:
        rows = rows.filter(delegation__in=delegations)
    list(rows.select_for_update(no_key=True).order_by("place", "delegation_id"))


def work_out(people: Iterable[int], places: set[int]) -> list[tuple[Scan, Scan]]:
    """Set the presences of `people` (keys of delegates) in `places` from their scans, in the order in which they happened.

    Returns:
        Pairs of scans that let the same person into the same place, by two devices, with no way out between.
    """
    homes = dict(Delegate.objects.filter(pk__in=set(people)).values_list("pk", "delegation"))
    lock_tallies(places, set(homes.values()))
    scans = Scan.objects.filter(delegate__in=homes, counts=True).order_by("delegate_id", "zone_id", "happened_at", "id")
    before = {
        (row.delegate_id, row.place): row for row in Presence.objects.filter(delegate__in=homes, place__in=places)
    }
    cleared = dict(
        Clearing.objects.filter(place__in=places).values_list("place").annotate(at=Max("at")).values_list("place", "at")
    )
    changed, twice = [], []
    for (delegate, zone), found in groupby(scans, lambda scan: (scan.delegate_id, scan.zone_id)):
        place, rows = zone or SITE, list(found)
        if place not in places:
            continue
        twice += [pair for pair in pairwise(rows) if _both_in(*pair)]
        last = rows[-1]
        inside = last.direction == "in" and not (place in cleared and last.happened_at <= cleared[place])
        since = last.happened_at if inside else None
        row = before.get((delegate, place))
        if row is None or (row.since, row.scan_id) != (since, last.pk):
            home = homes[delegate]
            changed.append(Presence(delegate_id=delegate, delegation_id=home, place=place, since=since, scan=last))
    Presence.objects.bulk_create(
        changed,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["delegate", "place"],
        update_fields=["since", "scan"],
    )
    return twice


def _both_in(one: Scan, next_: Scan) -> bool:
    both = one.direction == next_.direction == "in" and one.device_id != next_.device_id
    return both and next_.reason not in BY_GUARD
