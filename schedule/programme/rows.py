"""The rows of the public programme as HTML. Rendered once, when a release is published, in every language, and stored with it.

Everything that comes from people is escaped here (`format_html`); what is stored is therefore safe, and `stored` is the one place
that says so when it comes back. The address of the icons differs from one installation to the next, so rows hold a mark in its stead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils import translation
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from conference.look.times import clock_text, span_text
from schedule.programme.changes import Change, mark
from schedule.programme.snapshot import Data, Item, Text, item_of

# A character of Unicode's private use area, which no text of a programme holds.
SPRITE_MARK = "\ue000"
SPRITE = "vendor/icons/icons.svg"
FOLDED = {"workshop"}
# Where one session stands in the addresses; urls.py has the same form.
SESSION_URL = "/programme/session/{}/"


def render(data: Data, changes: Sequence[Change], zone: ZoneInfo) -> dict[str, dict[str, str]]:
    """Language → `row`, the inside of the session's list item, and `line`, its line in a block of parallel ones or above the day ("" where
    it has neither).

    Arguments: changes, those of this session in the release; zone, in which times are shown.
    """
    found = {}
    for code, _name in settings.LANGUAGES:
        with translation.override(code):
            item = item_of(data, zone)
            line = _above(item) if data["all_day"] else _line(item) if data["type"] in FOLDED else ""
            found[code] = {"row": str(_row(item, changes, zone)), "line": str(line)}
    return found


def stored(html: str) -> SafeString:
    """A row as it comes from the database, with the icons' address put in."""
    return SafeString(html.replace(SPRITE_MARK, _sprite()))


@cache
def _sprite() -> str:
    # Once a process: to ask for it costs more than all else that a row needs.
    return str(staticfiles_storage.url(SPRITE))


def _icon(name: str) -> SafeString:
    form = '<svg class="icon icon-{0}" aria-hidden="true" focusable="false"><use href="{1}#{0}"/></svg>'
    return format_html(form, name, SPRITE_MARK)


def _said(text: Text) -> SafeString | str:
    """The text; marked with its language when that is not the page's."""
    return format_html('<bdi lang="{}">{}</bdi>', text.language, text) if text.foreign else text.words


def when_of(starts_at: datetime, ends_at: datetime, kind: str) -> SafeString:
    """The times and type: on a wide screen on one line, in the list the end below the start."""
    starts, ends = clock_text(starts_at), clock_text(ends_at)
    until = format_html(_("to {time}"), time=ends)
    form = '<div class="when">{}<span class="only-list">{}</span><span class="only-grid">–{} <span class="typ">· {}</span></span></div>'
    return format_html(form, starts, until, ends, kind)


def where(kind: str, place: object) -> SafeString:
    """The room; in the list the type stands before it."""
    return format_html('<div class="where"><span class="only-list">{}, </span>{}</div>', kind, place)


def marks(is_open: bool, webcast: bool, languages: Iterable[str], more: SafeString | str = "") -> SafeString:
    """Open or closed, webcast, interpretation: each a sign and words."""
    if is_open:
        parts = [format_html("<span>{}{}</span>", _icon("door-open"), pgettext("a meeting", "Open"))]
    else:
        parts = [format_html('<span class="closed">{}{}</span>', _icon("lock"), pgettext("a meeting", "Closed"))]
    if webcast:
        parts.append(format_html("<span>{}{}</span>", _icon("broadcast"), _("Webcast")))
    codes = " ".join(code.upper() for code in languages)
    if codes:
        form = '<span>{}<span class="visually-hidden">{} </span><bdi dir="ltr">{}</bdi></span>'
        parts.append(format_html(form, _icon("headphones"), _("Interpretation:"), codes))
    return format_html('<div class="marks">{}{}</div>', format_html_join("", "{}", ((part,) for part in parts)), more)


def changed(changes: Iterable[Change], zone: ZoneInfo) -> SafeString | str:
    """`Changed: 15:45, was 15:30`, or `New`."""
    found = list(changes)
    words = "; ".join(filter(None, (mark(change, zone) for change in found)))
    if not words:
        return ""
    if any(change["what"] == "new" for change in found):
        return format_html('<div class="changed">{}</div>', words)
    return format_html('<div class="changed">{}</div>', _("Changed: %(what)s") % {"what": words})


def _row(item: Item, changes: Sequence[Change], zone: ZoneInfo) -> SafeString:
    url = SESSION_URL.format(item.key)
    description, chair = item.description, item.chair
    return format_html(
        '{}<h3><a href="{}">{}</a></h3>{}{}{}{}{}',
        when_of(item.starts, item.ends, item.kind),
        url,
        _said(item.title),
        where(item.kind, _said(item.room)),
        format_html("<p>{}</p>", _said(description)) if description else "",
        format_html("<p>{}</p>", _("Chair: %(who)s") % {"who": chair}) if chair else "",
        changed(changes, zone),
        marks(item.is_open, item.webcast, item.languages),
    )


def _line(item: Item) -> SafeString:
    number = format_html("<b>{}</b> ", item.data["number"]) if item.data["number"] else ""
    return format_html('<li>{}<a href="{}">{}</a></li>', number, SESSION_URL.format(item.key), _said(item.title))


def _above(item: Item) -> SafeString:
    """`Exhibition, 22 booths, East wing, 09:00–18:00`: what lasts all day stands above the day."""
    form = '<a href="{}">{}</a>, {}, <span class="num">{}</span>'
    times = span_text(item.starts, item.ends)
    return format_html(form, SESSION_URL.format(item.key), _said(item.title), _said(item.room), times)
