"""Presence, recomputed when scans come in late."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby

from django.db.models import Max

from delegations.gates.checking.verdicts import BY_GUARD
from delegations.gates.models import SITE, Clearing, Gate, Policy, Presence, Scan, Tally
from delegations.registration.models import Delegate


def lock_tallies(places: set[int], delegations: set[int] | None = None) -> None:
    """Lock the tallies of these places (and delegations), always in the same order.

    The holder may write presences of those: a check at a gate waits.
    """
    tallies = Tally.objects.filter(place__in=places)
    if delegations is not None:
        missing = [Tally(place=place, delegation_id=pk) for place in sorted(places) for pk in sorted(delegations)]
        Tally.objects.bulk_create(missing, ignore_conflicts=True, batch_size=500)
        tallies = tallies.filter(delegation__in=delegations)
    list(tallies.select_for_update(no_key=True).order_by("place", "delegation_id"))


def recompute_presence(people: Iterable[int], places: set[int]) -> list[tuple[Scan, Scan]]:
    """Set the presences of `people` (keys of delegates) in `places` from their scans, in the order in which they happened.

    If any gate leads to the whole site, or one of `places` is the site, a scan at one place changes presences at others: all are set.

    Returns:
        Pairs of scans that let the same person into the same place, by two devices, with no way out between, within the minutes in which
        a second entry is checked.
    """
    homes = dict(Delegate.objects.filter(pk__in=set(people)).values_list("pk", "delegation"))
    delegations = set(homes.values())
    site = Gate.objects.filter(zone__isnull=True).exists()
    if site or SITE in places:
        counted = Tally.objects.filter(delegation__in=delegations).values_list("place", flat=True)
        places = {SITE, *places, *counted.order_by().distinct()}
    lock_tallies(places, delegations)
    scans = Scan.objects.filter(delegate__in=homes, counts=True).order_by("delegate_id", "happened_at", "id")
    presences = Presence.objects.filter(delegate__in=homes, place__in=places)
    before = {(row.delegate_id, row.place): (row.since, row.scan_id) for row in presences}
    replay = _Replay(site)
    changed = []
    for delegate, group in groupby(scans, lambda scan: scan.delegate_id):
        own_scans = [scan for scan in group if (scan.zone_id or SITE) in places]
        for place, (since, last) in replay.follow(own_scans).items():
            if before.get((delegate, place)) != (since, last.pk):
                home = homes[delegate]
                changed.append(Presence(delegate_id=delegate, delegation_id=home, place=place, since=since, scan=last))
    Presence.objects.bulk_create(
        changed,
        batch_size=500,
        update_conflicts=True,
        unique_fields=["delegate", "place"],
        update_fields=["since", "scan"],
    )
    return replay.twice


type Whereabouts = dict[int, tuple[datetime | None, Scan]]


class _Replay:
    """Replays the scans of one person after the other; `twice` holds the pairs of `recompute_presence`.

    Args:
        site: A gate leads to the whole site, and so whoever is in a zone is on it.
    """

    def __init__(self, site: bool) -> None:
        self.site = site
        self.twice: list[tuple[Scan, Scan]] = []
        self.window = timedelta(minutes=Policy.current().second_entry)
        rows = Clearing.objects.values_list("place").annotate(at=Max("at"))
        self.cleared: Mapping[int, datetime] = dict(rows.values_list("place", "at"))

    def follow(self, scans: Sequence[Scan]) -> Whereabouts:
        """Return, by place, the time of entry (None: outside) and the scan that says so."""
        now: Whereabouts = {}
        for scan in scans:
            place = scan.zone_id or SITE
            if scan.direction == "in":
                self._note_second_entry(now.get(place), scan)
                now[place] = (scan.happened_at, scan)
                if self.site and not self._inside(SITE, now.get(SITE), scan.happened_at):
                    now[SITE] = (scan.happened_at, scan)
                continue
            now[place] = (None, scan)
            if place == SITE:
                now |= {zone: (None, scan) for zone, (since, _scan) in now.items() if since}
        return {
            place: (since if self._inside(place, (since, scan), None) else None, scan)
            for place, (since, scan) in now.items()
        }

    def _inside(self, place: int, whereabouts: tuple[datetime | None, Scan] | None, at: datetime | None) -> bool:
        """Return whether somebody is still inside at that moment (None: in the end) and was not cleared since."""
        if whereabouts is None or whereabouts[0] is None:
            return False
        cleared = self.cleared.get(place)
        return cleared is None or whereabouts[0] > cleared or (at is not None and at <= cleared)

    def _note_second_entry(self, before: tuple[datetime | None, Scan] | None, scan: Scan) -> None:
        since, earlier = before or (None, scan)
        if since is None or scan.reason in BY_GUARD:
            return
        at_two = earlier.zone_id == scan.zone_id and earlier.device_id != scan.device_id
        if at_two and scan.happened_at - since < self.window:
            self.twice.append((earlier, scan))
