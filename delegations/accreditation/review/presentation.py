from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from conference.fields import EncryptedTextField
from conference.look.times import left_text
from delegations.accreditation.badges.actions.issuing import SHOWN_FIELDS, read_shown_fields
from delegations.accreditation.models import Badge
from delegations.accreditation.review.queries import CategorySummary
from delegations.accreditation.review.risks import mask_number
from delegations.registration.models import ARRIVAL_UNKNOWN, Capacity, Delegate, DocumentType

ORDER = (
    *("honorific", "family_name", "given_names", "name_on_badge", "name_native"),
    *("capacity", "category", "functional_title", "photo"),
)


def format_age(since: datetime | None, now: datetime) -> str:
    """Return how long somebody waits: `40 min`, `23 h`, `1 d 2 h`, and from three days on whole days, `5 d`."""
    minutes = max(0, int((now - since).total_seconds() // 60)) if since else 0
    if minutes < 60:
        return ngettext("%(count)s min", "%(count)s min", minutes) % {"count": minutes}
    hours = minutes // 60
    if hours < 24:
        return ngettext("%(count)s h", "%(count)s h", hours) % {"count": hours}
    return left_text((hours if hours < 72 else hours // 24 * 24) * 3600, short=True)


@dataclass(frozen=True)
class ArrivalGroup:
    day: date | None
    nearness: str
    people: list[Delegate]


def group_by_arrival(people: list[Delegate], now: datetime, zone: ZoneInfo) -> list[ArrivalGroup]:
    """Group the queue by the day of arrival in the conference's zone. `nearness` is `past`, `today`, `tomorrow`, `later` or `unknown`."""
    today = now.astimezone(zone).date()

    def day_of(person: Delegate) -> date | None:
        return None if person.queue_at >= ARRIVAL_UNKNOWN else person.queue_at.astimezone(zone).date()

    return [ArrivalGroup(day, _nearness(day, today), list(group)) for day, group in groupby(people, key=day_of)]


def _nearness(day: date | None, today: date) -> str:
    if day is None:
        return "unknown"
    if day < today:
        return "past"
    return {today: "today", today + timedelta(days=1): "tomorrow"}.get(day, "later")


@dataclass(frozen=True)
class FieldChange:
    """A field that differs from what was accredited, in words. For the photo, before and after are addresses or empty."""

    name: str
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class BadgeComparison:
    badge: Badge
    changes: list[FieldChange]
    same: int


def compare_with_badge(
    delegate: Delegate, badge: Badge | None, kinds: Mapping[int, CategorySummary]
) -> BadgeComparison | None:
    """Return what changed since `badge`, the last one, was issued; None for somebody accredited, or who never had one."""
    if badge is None or not badge.shows or delegate.state == "accredited":
        return None
    names = {kind.code: kind.name for kind in kinds.values()}
    now = read_shown_fields(delegate)
    changes = []
    for name in sorted(SHOWN_FIELDS, key=lambda name: (ORDER.index(name) if name in ORDER else len(ORDER), name)):
        # A field that was not stored when the badge was issued cannot be compared.
        before, after = badge.shows.get(name, now[name]), now[name]
        if before != after:
            label = str(Delegate._meta.get_field(name).verbose_name)  # type: ignore[union-attr]
            changes.append(FieldChange(name, label, _read(name, before, names), _read(name, after, names)))
    return BadgeComparison(badge, changes, len(SHOWN_FIELDS) - len(changes))


def _read(name: str, value: str, categories: Mapping[str, str]) -> str:
    if value and isinstance(Delegate._meta.get_field(name), EncryptedTextField):
        return _("not shown here")
    labels = {"category": categories, "capacity": dict(Capacity.choices), "document_type": dict(DocumentType.choices)}
    return str(labels.get(name, {}).get(value, value))


def describe_document(delegate: Delegate) -> dict[str, Any]:
    number = delegate.document_number or ""
    return {
        "type": delegate.get_document_type_display(),
        "number": mask_number(number) if number else "",
        "expiry": delegate.document_expiry,
    }
