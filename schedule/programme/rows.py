"""The rows of the public programme as HTML. Rendered once, when a release is published, in every language, and stored with it.

Everything that comes from people is escaped here (`_html`); what is stored is therefore safe, and `stored` is the one place
that says so when it comes back. The address of the icons differs from one installation to the next, so rows hold a mark in its stead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from html import escape
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils import translation
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from conference.look.times import clock_text, span_text
from schedule.calendar.models import place_comma
from schedule.programme.changes import Change, mark
from schedule.programme.snapshot import Data, Item, Text, item_of

# A character of Unicode's private use area, which no text of a programme holds.
SPRITE_MARK = "\ue000"
SPRITE = "vendor/icons/icons.svg"
FOLDED = {"workshop"}
# Where one session stands in the addresses; urls.py has the same form.
SESSION_URL = "/programme/session/{}/"


def render(found: Iterable[tuple[Data, Sequence[Change]]], zone: ZoneInfo) -> list[dict[str, dict[str, str]]]:
    """For each session: language → `row`, the inside of its list item, and `line`, its line in a block of parallel ones or above the day
    ("" where it has neither).

    Arguments: found, each session's data with its changes in the release; zone, in which times are shown.
    """
    items = [(item_of(data, zone), changes) for data, changes in found]
    made: list[dict[str, dict[str, str]]] = [{} for _item in items]
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            parts = _Parts()
            for into, (item, changes) in zip(made, items, strict=True):
                data = item.data
                line = _above(item) if data["all_day"] else _line(item) if data["type"] in FOLDED else ""
                into[code] = {"row": str(_row(item, changes, zone, parts)), "line": str(line)}
    return made


def _html(form: str, *args: object, **named: object) -> SafeString:
    """As Django's format_html, which asks more of each value than ours are: a release of 2,000 sessions makes 200,000 such calls."""
    return SafeString(form.format(*map(_safe, args), **{name: _safe(value) for name, value in named.items()}))


def _safe(value: object) -> str:
    return value if isinstance(value, SafeString) else escape(str(value))


def stored(html: str) -> SafeString:
    """A row as it comes from the database, with the icons' address put in."""
    return SafeString(html.replace(SPRITE_MARK, _sprite()))


@cache
def _sprite() -> str:
    # Once a process: to ask for it costs more than all else that a row needs.
    return str(staticfiles_storage.url(SPRITE))


@cache
def _icon(name: str) -> SafeString:
    form = '<svg class="icon icon-{0}" aria-hidden="true" focusable="false"><use href="{1}#{0}"/></svg>'
    return _html(form, name, SPRITE_MARK)


def _said(text: Text) -> SafeString | str:
    """The text; marked with its language when that is not the page's."""
    return _html('<bdi lang="{}">{}</bdi>', text.language, text) if text.foreign else text.words


def when_of(starts_at: datetime, ends_at: datetime, kind: str) -> SafeString:
    """The times and type: on a wide screen on one line, in the list the end below the start."""
    starts, ends = clock_text(starts_at), clock_text(ends_at)
    until = _html(_("to {time}"), time=ends)
    form = '<div class="when">{}<span class="only-list">{}</span><span class="only-grid">–{} <span class="typ">· {}</span></span></div>'
    return _html(form, starts, until, ends, kind)


def where(kind: str, place: object) -> SafeString:
    """The room; in the list the type stands before it."""
    return _html('<div class="where"><span class="only-list">{}{}</span>{}</div>', kind, place_comma(), place)


def marks(is_open: bool, webcast: bool, languages: Iterable[str], more: SafeString | str = "") -> SafeString:
    """Open or closed, webcast, interpretation: each a sign and words."""
    if is_open:
        parts = [_html("<span>{}{}</span>", _icon("door-open"), pgettext("a meeting", "Open"))]
    else:
        parts = [_html('<span class="closed">{}{}</span>', _icon("lock"), pgettext("a meeting", "Closed"))]
    if webcast:
        parts.append(_html("<span>{}{}</span>", _icon("broadcast"), _("Webcast")))
    codes = " ".join(code.upper() for code in languages)
    if codes:
        form = '<span>{}<span class="visually-hidden">{} </span><bdi dir="ltr">{}</bdi></span>'
        parts.append(_html(form, _icon("headphones"), _("Interpretation:"), codes))
    return _html('<div class="marks">{}{}</div>', SafeString("".join(parts)), more)


def changed(changes: Iterable[Change], zone: ZoneInfo) -> SafeString | str:
    """`Changed: 15:45, was 15:30`, or `New`."""
    found = list(changes)
    words = "; ".join(filter(None, (mark(change, zone) for change in found)))
    if not words:
        return ""
    if any(change["what"] == "new" for change in found):
        return _html('<div class="changed">{}</div>', words)
    return _html('<div class="changed">{}</div>', _("Changed: %(what)s") % {"what": words})


class _Parts:
    """The parts that many rows of one language share, each made once: of 2,000 sessions most begin when others do, with the same signs."""

    def __init__(self) -> None:
        self.when = cache(when_of)
        self.marks = cache(marks)


def _row(item: Item, changes: Sequence[Change], zone: ZoneInfo, parts: _Parts) -> SafeString:
    url = SESSION_URL.format(item.key)
    description, chair = item.description, item.chair
    return _html(
        '{}<h3><a href="{}">{}</a></h3>{}{}{}{}{}',
        parts.when(item.starts, item.ends, item.kind),
        url,
        _said(item.title),
        where(item.kind, _said(item.room)),
        _html("<p>{}</p>", _said(description)) if description else "",
        _html("<p>{}</p>", _("Chair: %(who)s") % {"who": chair}) if chair else "",
        changed(changes, zone),
        parts.marks(item.is_open, item.webcast, tuple(item.languages)),
    )


def _line(item: Item) -> SafeString:
    number = _html("<b>{}</b> ", item.data["number"]) if item.data["number"] else ""
    return _html('<li>{}<a href="{}">{}</a></li>', number, SESSION_URL.format(item.key), _said(item.title))


def _above(item: Item) -> SafeString:
    """`Exhibition, 22 booths, East wing, 09:00–18:00`: what lasts all day stands above the day."""
    form = '<a href="{}">{}</a>, {}, <span class="num">{}</span>'
    times = span_text(item.starts, item.ends)
    return _html(form, SESSION_URL.format(item.key), _said(item.title), _said(item.room), times)
