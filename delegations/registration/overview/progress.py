"""The progress of registration, by region and by day, counted from the audit log."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

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
# The regions of the UN's M49 standard, as a party's row names them. Organisations have none.
REGIONS: dict[str, str | Promise] = {
    "Africa": _("Africa"),
    "Americas": _("Americas"),
    "Asia": _("Asia"),
    "Europe": _("Europe"),
    "Oceania": _("Oceania"),
    "": _("Organizations and others"),
}
# The United Nations' groups; observers and organizations have none.
GROUPS: dict[str, str | Promise] = {**dict(RegionalGroup.choices), "": _("Observers, organizations and others")}
type Moments = dict[str, datetime]  # when a delegation took a step first


@dataclass(frozen=True)
class ProgressBar:
    name: str | Promise
    n: int
    of: int

    @property
    def share(self) -> int:
        """Return per cent, rounded down, so that 100 means all."""
        return self.n * 100 // self.of if self.of else 0


@dataclass(frozen=True)
class RegionProgress:
    """A region with its bars in the order of STEPS."""

    name: str | Promise
    bars: list[ProgressBar]


@dataclass(frozen=True)
class DayProgress:
    day: date
    new: list[tuple[str | Promise, int]]
    submitted: ProgressBar


@dataclass(frozen=True)
class RegistrationProgress:
    total: RegionProgress
    regions: list[RegionProgress]
    days: list[DayProgress]


def get_progress(*, by_group: bool = False) -> RegistrationProgress:
    zone = current_conference().zone
    columns = ("party__code", "party__kind", "party__regional_group" if by_group else "party__region", "invited_at")
    names = GROUPS if by_group else REGIONS
    first_steps = _first_steps()
    by_region: dict[str, list[Moments]] = {key: [] for key in names}
    for code, kind, region, invited_at in Delegation.objects.order_by().values_list(*columns):
        moments = first_steps.get(code, {}) | ({"invited": invited_at} if invited_at else {})
        by_region[region if kind in STATES and region in names else ""].append(moments)
    everybody = [moments for delegations in by_region.values() for moments in delegations]
    regions = [_region(names[key], delegations) for key, delegations in by_region.items() if delegations]
    return RegistrationProgress(_region(_("Total"), everybody), regions, _days(everybody, zone))


def _first_steps() -> dict[str, Moments]:
    """Return party's code → step → when the delegation took it first. One query along the audit log."""
    by_verb = {verb: step for step, (_name, verb) in STEPS.items() if verb}
    steps: dict[str, Moments] = {}
    entries = AuditEntry.objects.filter(verb__in=by_verb).exclude(scope="").order_by().values_list("scope", "verb")
    for scope, verb, at in entries.annotate(first=Min("at")):
        steps.setdefault(scope, {})[by_verb[verb]] = at
    return steps


def _region(name: str | Promise, delegations: list[Moments]) -> RegionProgress:
    counts = Counter(step for moments in delegations for step in moments)
    return RegionProgress(
        name, [ProgressBar(label, counts[step], len(delegations)) for step, (label, _verb) in STEPS.items()]
    )


def _days(delegations: list[Moments], zone: ZoneInfo) -> list[DayProgress]:
    counts: dict[date, Counter[str]] = {}
    for moments in delegations:
        for step, at in moments.items():
            counts.setdefault(at.astimezone(zone).date(), Counter())[step] += 1
    days, so_far = [], 0
    for day in sorted(counts):
        so_far += counts[day]["submitted"]
        new = [(label, counts[day][step]) for step, (label, _verb) in STEPS.items()]
        days.append(DayProgress(day, new, ProgressBar(STEPS["submitted"][0], so_far, len(delegations))))
    return days[::-1]
