from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Max, QuerySet

from conference.accounts.models import User
from conference.audit.models import AuditEntry
from conference.core import clock, undo
from conference.core.access import Role
from conference.correspondence.outbox.actions import Recipient
from conference.db.together import Part
from delegations.registration.models import Delegate, FocalPoint
from schedule.programme.models import Draft, Panellist, Release, ReleasedSession, Session, SessionDocument
from schedule.programme.releases import changes
from schedule.programme.sessions.public_detail import most_reserved, public_data, public_item, resolve_public_detail
from schedule.programme.sessions.queries import sessions_for_release
from schedule.programme.sessions.snapshot import Data, SessionItem, data_of, item_of

UNDONE = "programme.publishing_undone"


def get_latest() -> Release | None:
    return Release.objects.select_related("published_by").first()


def is_undoable(release: Release | None) -> bool:
    """Return whether the latest release can be undone: not the first, and none that undid another. A query at most."""
    if release is None or release.number == 1 or undo.late(release.published_at):
        return False
    entries = AuditEntry.objects.filter(subject_type=Release._meta.label_lower, subject_id=str(release.pk))
    return not entries.filter(verb=UNDONE).exists()


def data_of_release(release: Release) -> list[dict[str, Any]]:
    """Return the sessions as data, in the programme's order. One query."""
    return list(release.rows.values_list("data", flat=True))


def public_data_of_release(release: Release) -> list[Data]:
    """Return the sessions as `data_of_release`, without what the public is not told. One query."""
    return [public_data(data) for data in data_of_release(release)]


def public_changes(releases: Sequence[Release]) -> dict[int, list[changes.Change]]:
    """Return each release's changes as the public may read them, by number. One query, none without changes.

    Of a session the least is shown that was public before or after the change, or is now.
    """
    keys = {change["key"] for release in releases for change in release.changes}
    details: dict[tuple[int, str], str] = {}
    now: dict[str, str] = {}
    rows = ReleasedSession.objects.filter(key__in=keys).order_by("release__number")
    values = ("release__number", "key", "is_open", "type", "all_day", "data__public_detail")
    for number, key, is_open, kind, all_day, detail in rows.values_list(*values):
        now[key] = details[number, key] = resolve_public_detail(is_open, kind, all_day, detail)
    public: dict[int, list[changes.Change]] = {release.number: [] for release in releases}
    for release in releases:
        for change in release.changes:
            key, number = change["key"], release.number
            around = (details.get((number - 1, key), ""), details.get((number, key), ""), now.get(key, ""))
            public[number] += changes.public_part(change, most_reserved(str(change.get("told", "")), *around))
    return public


def public_changes_of(key: str, last: int) -> list[tuple[Release, list[changes.Change]]]:
    """Return what the public reads of the `last` releases' changes of a session, the latest first. Two queries."""
    releases = list(Release.objects.only("number", "published_at", "changes")[:last])
    for release in releases:
        release.changes = [change for change in release.changes if change["key"] == key]
    read = public_changes(releases)
    return [(release, read[release.number]) for release in releases if read[release.number]]


def get_released(release: Release, key: str, zone: ZoneInfo) -> SessionItem | None:
    """Return a session as the public reads it."""
    data: Data | None = release.rows.filter(key=key).values_list("data", flat=True).first()
    return public_item(data, zone) if data is not None else None


def removed_sessions(release: Release) -> list[Data]:
    """Return what the public reads of sessions that `release` lacks and earlier ones had, by time. One query."""
    present = release.rows.values("key")
    earlier = ReleasedSession.objects.filter(release__number__lt=release.number).exclude(key__in=present)
    # Rows are only added, so the highest key of a session's rows is that of its last release.
    last = earlier.order_by().values("key").annotate(last=Max("pk")).values("last")
    rows = ReleasedSession.objects.filter(pk__in=last).order_by("starts", "key")
    return [public_data(data) for data in rows.values_list("data", flat=True)]


def get_last_released(release: Release, key: str, zone: ZoneInfo) -> SessionItem | None:
    """Return what the public reads of a session as last released up to `release`; None if never."""
    rows = ReleasedSession.objects.filter(key=key, release__number__lte=release.number)
    data: Data | None = rows.order_by("-release__number").values_list("data", flat=True).first()
    return public_item(data, zone) if data is not None else None


@dataclass(frozen=True)
class DraftLine:
    """A line of the desk's list: `session` is the draft's, None if removed; `released`, None if the release lacks it."""

    session: Session | None
    item: SessionItem
    changes: tuple[changes.Change, ...]
    released: SessionItem | None
    zone: ZoneInfo

    @property
    def tags(self) -> list[tuple[str, str]]:
        """Return the changes as (class, text): New, from 13:30, Chair, Removed."""
        kinds = {"new": "new", "time": "mov", "room": "mov"}
        return [(kinds.get(change["what"], "chg"), changes.mark(change, self.zone)) for change in self.changes]


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
    release = get_latest()
    sessions = {session.key: session for session in sessions_for_release()}
    now = {key: data_of(session) for key, session in sessions.items()}
    before = {data["key"]: data for data in data_of_release(release)} if release else {}
    differences = changes.find_changes(before.values(), now.values()) if release else []
    of_session = changes.group_by_key(differences)
    lines = []
    for key in dict.fromkeys([*now, *before]):
        was = item_of(before[key], zone) if key in before else None
        item = item_of(now.get(key) or before[key], zone)
        lines.append(DraftLine(sessions.get(key), item, tuple(of_session.get(key, ())), was, zone))
    lines.sort(key=lambda line: (line.item.starts, line.item.data["room"]["position"], line.item.key))
    version = Draft.objects.filter(pk=1).values_list("version", flat=True).first() or 0
    return Comparison(release, version, tuple(lines), tuple(differences))


def read_changes(release: Release) -> Part:
    """Return the changes of `compare` since the latest release, as a part of a page."""
    organizers = Session.organisers.through.objects.select_related("party").prefetch_related("party__names")
    panels = Panellist.objects.select_related("person__delegation__party")
    sessions, released, *related = yield [
        sessions_for_release().prefetch_related(None).prefetch_related("chair__delegation__party__names"),
        release.rows.values_list("data", flat=True),
        organizers,
        panels.prefetch_related("person__delegation__party__names"),
        SessionDocument.objects.all(),
    ]
    of_session: list[defaultdict[int, list[Any]]] = []
    for rows in related:
        of_session.append(defaultdict(list))
        for row in rows:
            of_session[-1][row.session_id].append(row)
    organized, panel, documents = of_session
    now = [
        data_of(
            session,
            organisers=[row.party for row in organized[session.pk]],
            panel=panel[session.pk],
            documents=documents[session.pk],
        )
        for session in sessions
    ]
    return changes.find_changes(released, now)


def staff_of_programme() -> list[Recipient]:
    users = User.objects.filter(is_active=True, grants__role=Role.PROGRAMME).order_by("pk")
    return [Recipient.for_user(user) for user in users]


def parties_of_members(members: Iterable[int]) -> dict[int, str]:
    """Return each member's present party's code. One query, none for nobody."""
    return dict(Delegate.objects.filter(pk__in=list(members)).values_list("pk", "delegation__party__code"))


def focal_points_of_parties(codes: Sequence[str]) -> list[tuple[str, Recipient]]:
    """Return (party's code, focal point) for those parties. One query."""
    acting = FocalPoint.objects.filter(until__isnull=True, user__is_active=True, delegation__party__code__in=codes)
    ordered = acting.select_related("user", "delegation__party").order_by("delegation__party__code", "pk")
    return [(point.delegation.party.code, Recipient.for_user(point.user)) for point in ordered]


def coming(release: Release, limit: int = 7) -> QuerySet[ReleasedSession]:
    """Return the release's next sessions, not all-day ones."""
    return release.rows.filter(ends__gt=clock.now(), all_day=False).order_by("starts", "position")[:limit]
