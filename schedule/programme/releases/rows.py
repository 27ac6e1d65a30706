"""A release's sessions as pages list them, with HTML drawn from their data by `rows.html`.

Each process reads the latest release's sessions once, draws a row when first needed in a language, and keeps both until a later release: a
page of 200 sessions takes 60 ms of a processor with rows drawn anew, 12 ms with rows drawn before. Processes share nothing, so that a new
one shows corrected templates or translations at once.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.template import loader
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.look.times import clock_text, span_text
from schedule.programme.models import Release
from schedule.programme.releases import changes, queries
from schedule.programme.sessions.snapshot import Data, SessionItem, item_of

TEMPLATE = "public/programme/rows.html"


@dataclass(frozen=True, eq=False)
class ProgrammeRow:
    """A released session. `starts` and `ends` are in UTC, `day` is the conference's; HTML in the active language."""

    item: SessionItem
    zone: ZoneInfo
    key: str
    day: date
    starts: datetime
    ends: datetime
    room: str
    type: str
    is_open: bool
    all_day: bool
    languages: tuple[str, ...]
    changed: Sequence[changes.Change] = ()
    _drawn: dict[tuple[str, str | None], str] = field(default_factory=dict, init=False, repr=False)

    @property
    def html(self) -> str:
        return self._draw("row")

    @property
    def line(self) -> str:
        return self._draw("line")

    @property
    def above(self) -> str:
        """Return `Exhibition, East wing, 09:00–18:00`, for all-day items above the day."""
        return self._draw("above")

    def _draw(self, form: str) -> str:
        wanted = (form, get_language())
        drawn = self._drawn.get(wanted)
        if drawn is None:
            drawn = self._drawn[wanted] = render_form(form, self._values())
        return drawn

    def _values(self) -> dict[str, Any]:
        """Return the template's values, each once: reaching through objects is what costs in a template."""
        item = self.item
        return {
            "key": item.key,
            "number": item.data["number"],
            "title": item.title,
            "description": item.description,
            "room": item.room,
            "chair": item.chair,
            "change": changes.marks(self.changed, self.zone),
            "span": span_text(item.starts, item.ends),
            "is_open": item.is_open,
            "webcast": item.webcast,
            "languages": " ".join(code.upper() for code in item.languages),
            **time_values(item.starts, item.ends, item.kind),
        }


def build_row(data: Data, zone: ZoneInfo, of_session: Sequence[changes.Change] = ()) -> ProgrammeRow:
    item = item_of(data, zone)
    return ProgrammeRow(
        item=item,
        zone=zone,
        key=item.key,
        day=item.day,
        starts=item.starts.astimezone(UTC),
        ends=item.ends.astimezone(UTC),
        room=data["room"]["code"],
        type=data["type"],
        is_open=item.is_open,
        all_day=data["all_day"],
        languages=tuple(item.languages),
        changed=of_session,
    )


def time_values(starts: datetime, ends: datetime, kind: str) -> dict[str, str]:
    ended = clock_text(ends)
    return {"starts": clock_text(starts), "ends": ended, "until": _("to {time}").format(time=ended), "kind": kind}


def render_form(form: str, values: dict[str, Any]) -> str:
    """Draw one form of the template, without the context processors' values."""
    return loader.get_template(f"{TEMPLATE}#{form}").render(values)


@dataclass(frozen=True)
class CachedRows:
    release: tuple[int, str, datetime]
    rows: tuple[ProgrammeRow, ...]


_cached: CachedRows | None = None


def get_rows(release: Release, zone: ZoneInfo) -> tuple[ProgrammeRow, ...]:
    """Return the release's sessions in order, as the public reads them. Two queries, none once the process has read it."""
    global _cached
    cached, wanted = _cached, (release.number, release.digest, release.published_at)
    if cached is None or cached.release != wanted:
        changed = changes.group_by_key(queries.public_changes([release])[release.number])
        sessions = queries.public_data_of_release(release)
        cached = _cached = CachedRows(
            wanted, tuple(build_row(data, zone, changed.get(data["key"], ())) for data in sessions)
        )
    return cached.rows


def forget() -> None:
    global _cached
    _cached = None
