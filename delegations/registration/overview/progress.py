"""The progress of registration, by region and by day, counted from the audit log."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Min
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from conference.audit.models import AuditEntry
from conference.models import current_conference
from conference.parties.models import STATES, RegionalGroup
from delegations.registration.models import Delegation

# A step, its label, and the audit verb by which a delegation first takes it; an invitation has a column of its own.
STEPS: dict[str, tuple[str | Promise, str]] = {
    "invited": (pgettext_lazy("delegations", "Invited"), ""),
    "began": (_("Began"), "delegate.entered"),
    "submitted": (pgettext_lazy("delegations", "Submitted"), "delegate.submitted"),
    "accredited": (pgettext_lazy("delegations", "Accredited"), "delegate.accredited"),
}
# The regions of the UN's M49 standard, under which a party's row has them. Organisations have none.
REGIONS: dict[str, str | Promise] = {
    "Africa": _("Africa"),
    "Americas": _("Americas"),
    "Asia": _("Asia"),
    "Europe": _("Europe"),
    "Oceania": _("Oceania"),
    "": _("Organizations and others"),
}


# The United Nations' groups; observers and organisations have none.
GROUPS: dict[str, str | Promise] = {**dict(RegionalGroup.choices), "": _("Observers, organizations and others")}


@dataclass(frozen=True)
class Bar:
    name: str | Promise
    n: int
    of: int

    @property
    def share(self) -> int:
        """Return per cent, rounded down, so that 100 means all."""
        return self.n * 100 // self.of if self.of else 0


@dataclass(frozen=True)
class Region:
    """A region with its bars in the order of STEPS."""

    name: str | Promise
    bars: list[Bar]


@dataclass(frozen=True)
class Day:
    day: date
    new: list[tuple[str | Promise, int]]
    submitted: Bar


@dataclass(frozen=True)
class Progress:
    total: Region
    regions: list[Region]
    days: list[Day]


def progress(*, by_group: bool = False) -> Progress:
    zone = current_conference().zone
    columns = ("party__code", "party__kind", "party__regional_group" if by_group else "party__region", "invited_at")
    names = GROUPS if by_group else REGIONS
    rows = list(Delegation.objects.order_by().values_list(*columns))
    first = _first_steps()
    moments: dict[str, dict[str, datetime]] = {}
    region_of: dict[str, str] = {}
    for code, kind, region, invited_at in rows:
        taken = dict(first.get(code, {}))
        if invited_at:
            taken["invited"] = invited_at
        moments[code] = taken
        region_of[code] = region if kind in STATES and region in names else ""
    regions = [_region(names[key], [moments[code] for code in moments if region_of[code] == key]) for key in names]
    total = _region(_("Total"), moments.values())
    return Progress(total, [region for region in regions if region.bars[0].of], _days(moments.values(), zone))


def _first_steps() -> dict[str, dict[str, datetime]]:
    """Return party's code → step → when the delegation took it first. One query along the audit log."""
    by_verb = {verb: step for step, (_name, verb) in STEPS.items() if verb}
    found: dict[str, dict[str, datetime]] = {}
    grouped = AuditEntry.objects.filter(verb__in=by_verb).exclude(scope="").order_by().values_list("scope", "verb")
    for scope, verb, at in grouped.annotate(first=Min("at")):
        found.setdefault(scope, {})[by_verb[verb]] = at
    return found


def _region(name: str | Promise, of: Iterable[dict[str, datetime]]) -> Region:
    taken = list(of)
    counts = Counter(step for one in taken for step in one)
    return Region(name, [Bar(label, counts[step], len(taken)) for step, (label, _verb) in STEPS.items()])


def _days(of: Iterable[dict[str, datetime]], zone: Any) -> list[Day]:
    taken = list(of)
    counts: dict[date, Counter[str]] = {}
    for one in taken:
        for step, at in one.items():
            counts.setdefault(at.astimezone(zone).date(), Counter())[step] += 1
    days, so_far = [], 0
    for day in sorted(counts):
        so_far += counts[day]["submitted"]
        new = [(label, counts[day][step]) for step, (label, _verb) in STEPS.items()]
        days.append(Day(day, new, Bar(STEPS["submitted"][0], so_far, len(taken))))
    return days[::-1]
