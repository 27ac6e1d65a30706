"""The printed order of the day, after the Journal of the United Nations: data for the template order-of-day.typ."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.links import printed_address
from conference.look import lists
from conference.look.times import clock_text, day_text, span_text
from conference.models import current_conference
from conference.printing.documents import typeset
from conference.translated import short_code
from schedule.programme.models import Inscription, Release, Type
from schedule.programme.releases import changes
from schedule.programme.releases import queries as releases_queries
from schedule.programme.releases.outline import Outline, ReleaseDay
from schedule.programme.sessions.public_detail import get_public_detail
from schedule.programme.sessions.snapshot import Data, SessionItem, items_of
from schedule.programme.speaking import queries as speaking
from schedule.programme.speaking.papers import limit_text

TEMPLATE = "order-of-day.typ"
OFFICIAL = (Type.OPENING, Type.PLENARY, Type.SIGNING, Type.CEREMONY, Type.PROTOCOL)
# Section by section: its title, and the types that stand in it, in full or a line each.
SECTIONS = (
    (gettext_lazy("Official meetings"), OFFICIAL),
    (gettext_lazy("High-level discussions and round tables"), (Type.HIGH_LEVEL, Type.ROUNDTABLE)),
    (gettext_lazy("Receptions"), (Type.SOCIAL,)),
    (gettext_lazy("Side events"), (Type.SIDE_EVENT,)),
    (gettext_lazy("Press"), (Type.PRESS,)),
    (gettext_lazy("Breaks"), (Type.BREAK,)),
)
# What the forecast of the next day names.
FORECAST = (*OFFICIAL[:4], Type.HIGH_LEVEL)


@dataclass(frozen=True)
class ReleaseContext:
    """What a day's page is made of: sessions by day, and changes and speakers by session's key."""

    release: Release
    outline: Outline
    items: Mapping[date, Sequence[SessionItem]]
    changes: Mapping[str, Sequence[changes.Change]]
    statements: Mapping[str, Sequence[Inscription]]


def make_pdf(release: Release, outline: Outline, days: Sequence[date]) -> bytes:
    """Return those days as PDF, in the active language. Raises PrintError for a character without a glyph."""
    return typeset.compile(TEMPLATE, make_data(release, outline, days), at=release.published_at)


def make_data(release: Release, outline: Outline, days: Sequence[date]) -> dict[str, Any]:
    """Return the template's data; several days have contents before them. Three to six queries."""
    conference = current_conference()
    published = release.published_at.astimezone(outline.zone)
    by_day: dict[date, list[SessionItem]] = {}
    for item in items_of(releases_queries.public_data_of_release(release), outline.zone):
        by_day.setdefault(item.day, []).append(item)
    changed = releases_queries.public_changes([release])[release.number]
    page = ReleaseContext(release, outline, by_day, changes.group_by_key(changed), speaking.statements())
    wanted = [day for day in outline.days if day.date in days]
    return {
        "title": _("Order of the day"),
        "author": str(conference.name),
        "lang": get_language() or "en",
        "event": lists.join_facts([conference.name, conference.venue, conference.place]),
        "as_at": clock_text(published),
        "as_at_date": day_text(published, year=False, long=True),
        "release": str(release.number),
        "zone": conference.zone_label(published),
        "programme": _("Programme") if len(wanted) > 1 else "",
        "days": [
            {
                "number": str(day.number),
                "date": day_text(day.date, long=True),
                "sections": list(_sections(page, day, alone=len(wanted) == 1)),
            }
            for day in wanted
        ],
        "words": _words(),
    }


def _words() -> dict[str, str]:
    return {
        "number": _("No."),
        "page": _("Page {page} of {pages}"),
        "stamp": _("As at {time} on {date} · release {release} · all times {zone}"),
        "contents": _("{title} · as at {time} · release {release} · all times {zone}"),
        "foot": _("{title} No. {number} · {day} · as at {time} · release {release} · all times {zone}"),
        "open": _("Open"),
        "closed": _("Closed"),
        "webcast": _("Webcast"),
        "interpretation": _("Interpretation: {languages}"),
        "continued": _("{what} (continued)"),
    }


def _sections(page: ReleaseContext, day: ReleaseDay, *, alone: bool) -> Iterator[dict[str, Any]]:
    """Yield a day's sections; if it is printed `alone`, with a forecast of the next."""
    of_day = page.items.get(day.date, ())
    items = [item for item in of_day if not item.data["all_day"]]
    for heading, types in SECTIONS:
        meetings = [_meeting_data(item, page) for item in items if item.data["type"] in types]
        if meetings:
            yield {"title": str(heading), "items": meetings}
    all_day = [_meeting_data(item, page) for item in of_day if item.data["all_day"]]
    if all_day:
        yield {"title": _("All day"), "items": all_day}
    workshops = [item for item in items if item.data["type"] == Type.WORKSHOP]
    if workshops:
        yield {"title": _("Workshops"), "rows": [_short_row(item) for item in workshops]}
    following = next((other for other in page.outline.days if other.date > day.date), None)
    if following and alone:
        ahead = [item for item in page.items[following.date] if item.data["type"] in FORECAST]
        title = _("%(day)s: forecast") % {"day": day_text(following.date, year=False, long=True)}
        if ahead:
            yield {"title": title, "rows": [_short_row(item) for item in ahead]}
    yield from _changes_section(page, day)
    address = printed_address(reverse("programme:day", args=[day.date]))
    yield {"title": _("Information"), "notes": [_("The current programme: %(address)s") % {"address": address}]}


def _changes_section(page: ReleaseContext, day: ReleaseDay) -> Iterator[dict[str, Any]]:
    zone = page.outline.zone
    ordered = sorted(chain.from_iterable(page.changes.values()), key=lambda change: (change["starts"], change["key"]))
    notes = [changes.sentence(change, zone) for change in ordered if changes.day_of(change, zone) == day.date]
    if notes:
        title = ngettext("Change since release %(number)s", "Changes since release %(number)s", len(notes))
        yield {"title": title % {"number": page.release.number - 1}, "notes": notes}


def _meeting_data(item: SessionItem, page: ReleaseContext) -> dict[str, Any]:
    zone = page.outline.zone
    text = [item.description.words] if item.description else []
    if item.organisers:
        text.append(_("Organized by %(who)s.") % {"who": item.organised_by})
    text += seats(item)
    if item.documents:
        text.append(_("Documents: %(list)s") % {"list": lists.join_by_semicolons(_documents(item))})
    return {
        "from": clock_text(item.starts),
        "to": span_text(item.starts, item.ends).partition("–")[2],  # `00:30 (Sun 26 Oct)` past midnight
        "body": _title(item),
        "room": item.room.words,
        "access": "open" if item.is_open else "closed",
        "webcast": item.webcast,
        "changed": lists.join_by_semicolons(changes.mark(change, zone) for change in page.changes.get(item.key, ()))
        or None,
        "text": text,
        "agenda": [*({"text": point.words} for point in item.agenda), *_statements(item, page)],
        "interp": item.spoken,
    }


def _documents(item: SessionItem) -> list[str]:
    """Return each document once, in the reader's language if it has it."""
    chosen: dict[str, Data] = {}
    for document in item.documents:
        key = document["symbol"] or document["title"]
        if key not in chosen or document["language"] == short_code(get_language()):
            chosen[key] = document
    return [" ".join(filter(None, [document["symbol"], document["title"]])) for document in chosen.values()]


def _statements(item: SessionItem, page: ReleaseContext) -> Iterator[dict[str, Any]]:
    """Yield who speaks when, by the present list; nobody of a closed meeting."""
    inscriptions = page.statements.get(item.key, ()) if item.is_open and not get_public_detail(item.data) else ()
    if inscriptions:
        zone, now = page.outline.zone, clock_text(clock.now().astimezone(page.outline.zone))
        speakers = [[clock_text(row.starts.astimezone(zone)), _speaker(row)] for row in inscriptions if row.starts]
        lengths = [round(row.length.total_seconds() / 60) for row in inscriptions if row.length]
        values = {"time": now, "limit": limit_text(lengths)}
        yield {"text": _("Statements, as at %(time)s (%(limit)s)") % values, "speakers": speakers}


def _speaker(inscription: Inscription) -> str:
    """Return who speaks: a head with function and the formal name of the State, others with the short name alone (UN practice)."""
    party, speaker = inscription.delegation.party, inscription.speaker
    office = [speaker.functional_title, party.formal] if speaker.is_head else [party.short]
    return lists.join_facts([speaker.called_on_paper, *office])


def seats(item: SessionItem) -> list[str]:
    chair = [_("Chair: %(who)s") % {"who": item.chair}] if item.chair else []
    return chair + [_("%(role)s: %(who)s") % {"role": role, "who": who} for role, who in item.panel]


def _title(item: SessionItem) -> str:
    """Return the title; numbered kinds with several say which: `Roundtable 2: …`."""
    several = item.data["type"] in (Type.HIGH_LEVEL, Type.ROUNDTABLE, Type.SIDE_EVENT)
    numbered = item.data["number"] and several
    return _("%(kind)s: %(what)s") % {"kind": item.kind, "what": item.title} if numbered else item.title.words


def _short_row(item: SessionItem) -> list[str]:
    number = f"{item.data['number']}. " if item.data["type"] == Type.WORKSHOP and item.data["number"] else ""
    return [clock_text(item.starts), f"{number}{item.title}", item.room.words]
