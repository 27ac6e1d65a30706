from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max

from conference.accounts.models import User
from conference.core import clock
from conference.core.access import Role
from conference.correspondence.outbox.actions import Recipient
from delegations.registration.models import Delegate, FocalPoint
from schedule.programme.models import Draft, Release, ReleasedSession, Session
from schedule.programme.releases import changes
from schedule.programme.sessions.queries import for_release
from schedule.programme.sessions.snapshot import Data, Item, data_of, item_of


def latest() -> Release | None:
    return Release.objects.select_related("published_by").first()


def data_of_release(release: Release) -> list[dict[str, Any]]:
    """Return the sessions as data, in the programme's order. One query."""
    return list(release.rows.values_list("data", flat=True))


def changes_of(key: str, last: int) -> list[tuple[Release, list[changes.Change]]]:
    """Return what the `last` releases changed of a session, the latest first. One query."""
    found = []
    for release in Release.objects.only("number", "published_at", "changes")[:last]:
        mine = [change for change in release.changes if change["key"] == key]
        if mine:
            found.append((release, mine))
    return found


def released(release: Release, key: str, zone: ZoneInfo) -> Item | None:
    data: Data | None = release.rows.filter(key=key).values_list("data", flat=True).first()
    return item_of(data, zone) if data is not None else None


def taken_out(release: Release) -> list[Data]:
    """Return sessions of earlier releases that `release` lacks, each as it last was, by time. One query."""
    gone = ReleasedSession.objects.filter(release__number__lt=release.number).exclude(
        key__in=release.rows.values("key")
    )
    # Rows are only ever added, so the highest key of a session's rows is that of its last release.
    last = gone.order_by().values("key").annotate(last=Max("pk")).values("last")
    rows = ReleasedSession.objects.filter(pk__in=last).order_by("starts", "key")
    return list(rows.values_list("data", flat=True))


def last_released(release: Release, key: str, zone: ZoneInfo) -> Item | None:
    """Return the session as last released up to `release`; None if never."""
    rows = ReleasedSession.objects.filter(key=key, release__number__lte=release.number)
    data: Data | None = rows.order_by("-release__number").values_list("data", flat=True).first()
    return item_of(data, zone) if data is not None else None


@dataclass(frozen=True)
class DraftLine:
    """A line of the desk's list.

    Attributes:
        session: Of the draft, None if taken out.
        item: As it now is.
        released: None if the release lacks it.
    """

    session: Session | None
    item: Item
    changes: tuple[changes.Change, ...]
    released: Item | None

    @property
    def differs(self) -> bool:
        return bool(self.changes)


@dataclass(frozen=True)
class Comparison:
    """Every session of draft and latest release, and the changes, in the programme's order."""

    release: Release | None
    draft_version: int
    lines: tuple[DraftLine, ...]
    changes: tuple[changes.Change, ...]

    @property
    def publishable(self) -> bool:
        return bool(self.changes) or (self.release is None and bool(self.lines))


def compare(zone: ZoneInfo) -> Comparison:
    """Compare draft and release. Ten queries at most."""
    release = latest()
    sessions = {session.key: session for session in for_release()}
    now = {key: data_of(session) for key, session in sessions.items()}
    before = {data["key"]: data for data in data_of_release(release)} if release else {}
    found = changes.between(before.values(), now.values()) if release else []
    of_session = changes.by_key(found)
    lines = []
    for key in dict.fromkeys([*now, *before]):
        was = item_of(before[key], zone) if key in before else None
        item = item_of(now.get(key) or before[key], zone)
        lines.append(DraftLine(sessions.get(key), item, tuple(of_session.get(key, ())), was))
    lines.sort(key=lambda line: (line.item.starts, line.item.data["room"]["position"], line.item.key))
    version = Draft.objects.filter(pk=1).values_list("version", flat=True).first() or 0
    return Comparison(release, version, tuple(lines), tuple(found))


def staff_of_programme() -> list[Recipient]:
    users = User.objects.filter(is_active=True, grants__role=Role.PROGRAMME).order_by("pk")
    return [Recipient(user.email, user.name, user.language, user.pk) for user in users]


def parties_of_members(members: Iterable[int]) -> dict[int, str]:
    """Return each member's present party's code. One query, none for nobody."""
    wanted = list(members)
    if not wanted:
        return {}
    return dict(Delegate.objects.filter(pk__in=wanted).values_list("pk", "delegation__party__code"))


def focal_points_of_parties(codes: Sequence[str]) -> list[tuple[str, Recipient]]:
    """Return (party's code, focal point) for those parties. One query."""
    acting = FocalPoint.objects.filter(until__isnull=True, user__is_active=True, delegation__party__code__in=codes)
    ordered = acting.select_related("user", "delegation__party").order_by("delegation__party__code", "pk")
    return [
        (point.delegation.party.code, Recipient(point.user.email, point.user.name, point.user.language, point.user_id))
        for point in ordered
    ]


def coming(limit: int = 7) -> tuple[Release, list[ReleasedSession]] | None:
    """Return the latest release and its next sessions, not all-day ones; None before the first. Two queries."""
    release = latest()
    if release is None:
        return None
    rows = release.rows.filter(ends__gt=clock.now(), all_day=False).order_by("starts", "position")
    return release, list(rows[:limit])
