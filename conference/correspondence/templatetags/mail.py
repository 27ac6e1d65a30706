"""Filters for dates and names in mail templates: `{% load mail %}`.

Contexts are JSON, so a moment comes as an ISO text with its offset, a day as `2025-10-25`, a text in several languages as `{"en": …}`.
The zone is the conference's: rendering.py makes it the current one. A sealed value that is masked stays masked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.core import clock
from conference.look import times
from conference.translated import Translated

register = template.Library()
MASK = "•••"


def _local(text: str) -> datetime:
    """Return the moment on the conference's clocks; raise ValueError for a text without an offset, whose hour is unknown."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return timezone.localtime(moment)


@register.filter
def when(text: str) -> str:
    """Return `Wednesday 8 October 2025, 10:04 (Asia/Ho_Chi_Minh, UTC+7)`, for a sentence."""
    if text == MASK:
        return text
    local = _local(text)
    words = {"moment": times.when_text(local, long=True), "zone": _zone_label(local)}
    # Translators: a moment with its zone, "Wednesday 8 October 2025, 10:04 (Asia/Ho_Chi_Minh, UTC+7)".
    return _("%(moment)s (%(zone)s)") % words


@register.filter
def when_short(text: str) -> str:
    """Return `Wed 15 Oct 2025, 18:00`, for a list whose heading names the zone."""
    return text if text == MASK else times.when_text(_local(text))


@register.filter
def clock_time(text: str) -> str:
    """Return `18:00`, beside a day and a zone."""
    return text if text == MASK else times.clock_text(_local(text))


@register.filter
def day(text: str) -> str:
    """Return `Wednesday 8 October 2025` of a day or of a moment."""
    if text == MASK:
        return text
    return times.day_text(_local(text) if "T" in text else date.fromisoformat(text), long=True)


@register.filter
def until(text: str, end: str) -> str:
    """Return `14:20–14:40`, with the day of the end when it is another one: `{{ starts|until:ends }}`."""
    return times.span_text(_local(text), _local(end))


@register.filter
def in_zone(text: str, zone: str) -> str:
    """Return `14:00 (Africa/Nairobi, UTC+3)`: the moment in another IANA zone, with the day when it is another one there."""
    there = datetime.fromisoformat(text).astimezone(ZoneInfo(zone))
    same = there.date() == _local(text).date()
    shown = times.clock_text(there) if same else times.when_text(there, year=False)
    return _("%(moment)s (%(zone)s)") % {"moment": shown, "zone": clock.zone_label(ZoneInfo(zone), there)}


@register.filter
def zone_of(text: str) -> str:
    """Return `Asia/Ho_Chi_Minh, UTC+7`: the conference's zone at that moment, for a heading."""
    return text if text == MASK else _zone_label(_local(text))


@register.filter
def tongue(value: Mapping[str, str] | str) -> str:
    """Return a text in several languages in the recipient's, else in English, else in any; a plain text as it is."""
    return Translated(value).into(get_language()) if isinstance(value, Mapping) else str(value)


def _zone_label(local: datetime) -> str:
    name = timezone.get_current_timezone_name()
    return f"{name}, {clock.offset_label(local)}"
