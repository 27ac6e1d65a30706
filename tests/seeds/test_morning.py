"""The morning of the ceremony on top of the seeds: once, by the rules, something on every page of the gates."""

from __future__ import annotations

import pytest
from django.db.models import F, Sum

from conference.audit.verify import all_faults
from conference.parties.models import FirstSeat
from delegations.accreditation.models import Badge, Pass, Receipt, WatchEntry
from delegations.gates.devices.presentation import device_status
from delegations.gates.models import Device, Finding, Presence, Scan, Tally
from seeds import load

pytestmark = pytest.mark.django_db
SCANS, RECEIPTS, PASSES = 604, 90, 28


def test_the_morning_is_told_once_and_by_the_rules():
    load.load(delegates=500, say=lambda words: None)
    assert WatchEntry.objects.count() == 3
    for _again in range(2):
        load.ceremony(say=lambda words: None)
        assert (Scan.objects.count(), Receipt.objects.count(), Pass.objects.count()) == (SCANS, RECEIPTS, PASSES)
    assert FirstSeat.objects.get().way == "told"
    assert list(all_faults()) == []
    inside = Presence.objects.filter(since__isnull=False)
    assert inside.count() == Tally.objects.aggregate(n=Sum("inside"))["n"] > 100
    # No delegation has more in the Signing Hall than its places.
    assert max(Tally.objects.filter(place__in=_signing()).values_list("inside", flat=True)) <= 4
    assert sorted(Finding.objects.values_list("kind", flat=True)) == ["copied", "ended-badge"]
    assert sorted(Pass.objects.exclude(state="lent").values_list("state", flat=True)) == ["lost", "returned"]
    assert Badge.objects.get(state="lost", delegate__scans__badge=F("pk")).delegate.scans.get().online is False
    assert sorted(device_status(device).clock for device in Device.objects.all()) == [""] * 6 + ["3 min slow"]


def _signing() -> list[int]:
    return list(Scan.objects.filter(zone__letter="S").values_list("zone", flat=True).distinct())
