"""What templates draw by name. `{% load look %}`; docs/look.md shows each with its output.

Times are in the conference's zone when the page knows the conference, else in UTC.
"""

import json
import re
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from django import template
from django.contrib.staticfiles.storage import staticfiles_storage
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import get_language_bidi, pgettext
from django.utils.translation import gettext as _

from conference.core import clock, reasons, undo
from conference.look import calendar_words, honorifics, language_names, lists, marks, states, times
from conference.translated import language_attributes, mark_language

register = template.Library()
SPRITE = "vendor/icons/icons.svg"
# U+FE0E asks for the plain sign; phones would draw a coloured picture.
PLAIN = {"↩": "↩\ufe0e", "▶": "▶\ufe0e", "◀": "◀\ufe0e"}
TONE_OF_LEVEL = {"success": "ok", "error": "no", "warning": "wait", "info": "info", "debug": "info"}
MARK_OF_TONE = {"ok": "✓", "no": "✕", "wait": "!", "info": "●"}
MOST_UNITS = 12  # more boxes say less than the number beside them
LONGEST_TICKING = 100 * 86400  # s; a longer countdown stays as it was sent


# ---- marks between parts of a page: each language has its own -----------------------------------------------------------
for mark in marks.MARKS:
    register.tag(mark.__name__, marks.tag_of(mark))


@register.filter
def isolated(name: object) -> str:
    """Return a name for a sentence of another direction."""
    return format_html("<bdi>{}</bdi>", name)


@register.filter
def before_colon(text: object) -> str:
    """Return `Open the delegation:`, with the colon of the language, for the end of a line."""
    return f"{text}{marks.colon()}".rstrip()


@register.filter
def in_brackets(text: object) -> str:
    """Return `(Hanoi time, UTC+7)`, and `（…）` in Chinese."""
    return pgettext("in brackets", "(%s)") % text


# ---- states, parties, persons ----------------------------------------------------------------------------------------
@register.simple_tag
def pill(tone: str, mark: str, word: object) -> SafeString:
    """Return a state that is not in `states.py`; raise LookupError for an unknown tone."""
    if tone not in states.TONES:
        raise LookupError(f"no tone {tone!r}")
    if get_language_bidi():
        mark = states.TURNED.get(mark, mark)
    return format_html('<span class="state {}" data-mark="{}">{}</span>', tone, PLAIN.get(mark, mark), word)


@register.simple_tag
def state(name: str, kind: str = "delegate", word: object = None, count: int | None = None) -> SafeString:
    """Return a state with its colour, mark and word, with a `count` or a `word` of its own."""
    shown = states.mark_of(name, kind)
    if count is not None:
        word = shown.counted % {"count": count}
    return pill(shown.tone, shown.mark_for(get_language_bidi()), shown.word if word is None else word)


@register.simple_tag
def head(word: object = None) -> SafeString:
    return pill("head", "◆", _("Head of delegation") if word is None else word)


@register.simple_tag
def flag(party: Any, size: str = "", label: bool = False) -> SafeString:
    """Return a party's flag from flag-icons, else its code in a frame. `size`: empty, `m` or `l`; `label`: for a flag without a name."""
    size_class = f" flag-{size}" if size else ""
    attributes = format_html('role="img" aria-label="{}"', party) if label else SafeString('aria-hidden="true"')
    if party.flag:
        return format_html('<span class="fi fi-{} flag{}" {}></span>', party.flag, size_class, attributes)
    return format_html('<span class="flag-none{}" {}>{}</span>', size_class, attributes, party.code)


@register.simple_tag
def cat(category: Any, with_name: bool = True) -> SafeString:
    """Return the category's letter in its square; `with_name=False` only where the name is beside it."""
    box = format_html('<b class="cat cat-{0}" aria-hidden="true">{1}</b>', category.letter.lower(), category.letter)
    return (
        format_html('<span class="cat-line">{}<span>{}</span></span>', box, mark_language(category))
        if with_name
        else box
    )


@register.simple_tag
def portrait(url: str | None, name: object, size: str = "") -> SafeString:
    """Return a photo, 3:4, or an empty frame. `size` is empty, `m`, `l` or `xl` (as wide as its box)."""
    size_class = f" portrait-{size}" if size else ""
    if not url:
        return format_html(
            '<span class="portrait none{}" role="img" aria-label="{}">?</span>', size_class, _("No photo yet")
        )
    alt = _("Photo of %(name)s") % {"name": name}
    form = '<img class="portrait{}" src="{}" alt="{}" width="300" height="400" loading="lazy" decoding="async">'
    return format_html(form, size_class, url, alt)


@register.simple_tag
def units(used: int, total: int | None) -> SafeString:
    """Return one box a place, used ones filled, excess ones marked. Not read aloud: the number stands beside it."""
    if not total or max(used, total) > MOST_UNITS:
        return SafeString("")
    kinds = (("over" if place >= total else "on" if place < used else "",) for place in range(max(used, total)))
    return format_html(
        '<span class="units" aria-hidden="true">{}</span>', format_html_join("", '<i class="{}"></i>', kinds)
    )


# ---- times -----------------------------------------------------------------------------------------------------------
def _conference(context: template.Context) -> Any:
    return context.get("conference") or None


def _local(context: template.Context, moment: datetime) -> datetime:
    conference = _conference(context)
    return moment.astimezone(conference.zone if conference else ZoneInfo("UTC"))


def _now(context: template.Context) -> datetime:
    shown: dict[str, Any] = context.get("clock") or {}
    return shown["now"] if shown else clock.now()


def _zone_name(context: template.Context, moment: datetime, write: Callable[..., str] = times.zone_text) -> str:
    conference = _conference(context)
    return write(moment, conference.zone, str(conference.place)) if conference else clock.offset_label(moment)


def _time_tag(moment: datetime, text: object) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', moment.isoformat(timespec="minutes"), text)


@register.simple_tag(takes_context=True)
def when(
    context: template.Context,
    moment: datetime,
    *,
    zone: str = "place",
    date: bool = True,
    year: bool = True,
    long: bool = False,
) -> SafeString:
    """Return `Wed 15 Oct 2025, 18:00 Hanoi time (UTC+7)` in the conference's zone, which an empty `zone` leaves out."""
    local = _local(context, moment)
    shown = _time_tag(local, times.when_text(local, year=year, long=long) if date else times.clock_text(local))
    return format_html('{} <span class="zone">{}</span>', shown, _zone_name(context, local)) if zone else shown


@register.simple_tag(takes_context=True)
def span(context: template.Context, start: datetime, end: datetime) -> SafeString:
    text = times.span_text(_local(context, start), _local(context, end))
    return format_html('<span class="num">{}</span>', text)


@register.simple_tag(takes_context=True)
def as_at(context: template.Context, moment: datetime) -> SafeString:
    """Return `As at 18:30 on Friday 24 October 2025 (Hanoi time, UTC+7)`."""
    local = _local(context, moment)
    parts = {"time": format_html("<b>{}</b>", times.clock_text(local)), "date": times.day_text(local, long=True)}
    sentence = format_html(_("As at {time} on {date}"), **parts)
    bracketed = format_html(
        '<span class="zone">{}</span>', in_brackets(_zone_name(context, local, times.zone_in_brackets))
    )
    return format_html(pgettext("a text and its brackets", "{} {}"), _time_tag(local, sentence), bracketed)


days = register.simple_tag(times.days_text, name="days")


@register.simple_tag
def day(
    value: date | datetime, *, weekday: bool = True, year: bool = True, long: bool = False, begins: bool = False
) -> str:
    """Return `Wed 15 Oct 2025` of a date, or of a moment already in its zone; with a capital where it `begins` a heading."""
    text = times.day_text(value, weekday=weekday, year=year, long=long)
    return text[:1].upper() + text[1:] if begins else text


register.filter("reason_text", reasons.read)
register.filter("in_words", lists.in_words)
register.filter("marked", mark_language)
register.filter("language_attributes", language_attributes)
register.filter("languages_text", language_names.languages_text)
register.filter("weekday_and_day", calendar_words.weekday_and_day)
register.simple_tag(honorifics.beside_name, name="honorific")
register.simple_tag(honorifics.offered, name="honorifics_offered")


@register.filter
def date_in_words(value: date) -> str:
    """Return `25 October 2025`, for a sentence."""
    return times.day_text(value, weekday=False, long=True)


@register.simple_tag(takes_context=True)
def elsewhere(context: template.Context, moment: datetime, zone: ZoneInfo | None) -> SafeString | str:
    """Return the moment on another clock: `14:00 in Nairobi (UTC+3)`; empty without one, and where both show the same time."""
    text = times.elsewhere_text(_local(context, moment), zone) if zone else ""
    return _time_tag(moment.astimezone(zone), text) if text else ""


@register.simple_tag(takes_context=True)
def mail_note(context: template.Context, at: datetime | str | None) -> str:
    """Return when the mail of a step of `at` goes (None: of one just now), while it can be undone."""
    conference = _conference(context)
    return undo.mail_note(datetime.fromisoformat(at) if isinstance(at, str) else at, conference and conference.zone)


@register.simple_tag(takes_context=True)
def clock_elsewhere(context: template.Context, moment: datetime, zone: ZoneInfo) -> SafeString:
    """Return `14:00 (UTC+3)`, for a page that names the clock before it."""
    return _time_tag(moment.astimezone(zone), times.time_there(_local(context, moment), zone))


@register.simple_tag(takes_context=True)
def ticking(context: template.Context, moment: datetime) -> SafeString:
    """Return a countdown from the page's now, `5 days 4 h`, then `passed`."""
    exact = (moment - _now(context)).total_seconds()
    seconds = int(exact)
    if not 0 < seconds < LONGEST_TICKING:
        return format_html("<span>{}</span>", times.left_text(exact) if exact > 0 else _("passed"))
    return format_html(
        '<span data-countdown="{}" data-words="{}" data-passed="{}">{}</span>',
        seconds,
        json.dumps(times.left_words(seconds), ensure_ascii=False),
        _("passed"),
        times.left_text(seconds),
    )


@register.simple_tag(takes_context=True, name="left")
def time_left(context: template.Context, moment: datetime, *, done: bool = False, soon_days: int = 7) -> SafeString:
    """Return a deadline's end: `✓ met`, `5 d 4 h` (with `!` within `soon_days`), `✕ passed`."""
    if done:
        return format_html('<span class="left done">{}</span>', _("met"))
    seconds = (moment - _now(context)).total_seconds()
    if seconds <= 0:
        return format_html('<span class="left past">{}</span>', _("passed"))
    tone = " soon" if seconds < soon_days * times.DAY else ""
    return format_html('<span class="left{}">{}</span>', tone, times.left_text(seconds, short=True))


@register.simple_tag(takes_context=True)
def clock_now(context: template.Context, *, year: bool = True, zone: bool = True) -> SafeString:
    """Return the masthead's clock, run by page.js. The context needs `clock`."""
    now = _now(context)
    date_text, next_text = (times.day_text(now + timedelta(days=n), year=year) for n in (0, 1))
    shown = format_html(
        '<time data-clock="{}" data-clock-next="{}" datetime="{}">{}</time>',
        now.isoformat(timespec="seconds"),
        next_text,
        now.isoformat(timespec="minutes"),
        format_html(
            times.when_pattern(),
            date=format_html("<span data-clock-date>{}</span>", date_text),
            time=format_html("<span data-clock-time>{}</span>", times.clock_text(now)),
        ),
    )
    return format_html('{} <span class="zone">{}</span>', shown, context["clock"]["zone_label"]) if zone else shown


@register.simple_tag
def place(start: datetime, end: datetime, origin: datetime, step: int = 15) -> str:
    """Return an event's classes on a time grid: `at-9 for-4`. `step` in minutes."""
    return times.place_classes(start, end, origin, step)


# ---- drawings --------------------------------------------------------------------------------------------------------
@cache
def _icons() -> frozenset[str]:
    listed = json.loads((Path(__file__).parents[1] / "vendoring" / "vendor.json").read_text())
    return frozenset(name for package in listed["packages"] for name in package.get("icons", []))


@register.simple_tag
def icon(name: str) -> SafeString:
    """Return an icon, only beside words. Raises LookupError for one not in vendor.json."""
    if name not in _icons():
        raise LookupError(f"no icon {name!r}; conference/vendoring/vendor.json lists what there is")
    drawing = '<svg class="icon icon-{0}" aria-hidden="true" focusable="false"><use href="{1}#{0}"/></svg>'
    return format_html(drawing, name, staticfiles_storage.url(SPRITE))


@register.simple_tag
def qr(rows: Iterable[Iterable[Any]], label: object) -> SafeString:
    """Return a QR code as one path, from rows of `"1"`/`"0"` or of truth values. `label` says what it is for."""
    lines = ["".join("0" if cell in ("0", 0, False) else "1" for cell in row) for row in rows]
    runs = [f"M{run.start()} {y}.5h{len(run[0])}" for y, line in enumerate(lines) for run in re.finditer("1+", line)]
    size = len(lines) + 4
    drawing = '<svg class="qr" role="img" aria-label="{}" viewBox="-2 -2 {} {}" shape-rendering="crispEdges"><path d="{}"/></svg>'
    return format_html(drawing, label, size, size, "".join(runs))


# ---- forms and messages ----------------------------------------------------------------------------------------------
@register.filter
def tone(level_tag: str) -> str:
    return TONE_OF_LEVEL.get(level_tag, "info")


@register.filter
def tone_mark(name: str) -> str:
    return MARK_OF_TONE.get(name, "●")


@register.simple_tag
def reorder(url: str) -> SafeString:
    """Return the attributes for rows that reorder.js may move, with words for the live region."""
    return format_html('data-reorder="{}"{}', url, moves())


@register.simple_tag
def moves() -> SafeString:
    sentences = {
        "moved": _("{name} is now number {place} of {total}."),
        "failed": _("The order could not be saved. The previous order has been restored."),
        "edge": _("It cannot be moved further in this direction."),
    }
    return format_html_join("", ' data-say-{}="{}"', sentences.items())


@register.simple_tag
def mail_end() -> str:
    """Return `right`, or `left` in right-to-left text, for `align`, which old mail programs know."""
    return "left" if get_language_bidi() else "right"
