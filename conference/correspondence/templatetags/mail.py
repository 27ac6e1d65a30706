"""Filters for dates and names in mail templates: `{% load mail %}`.

In the JSON context a moment is an ISO text with its offset, a day `2025-10-25`, a text in several languages `{"en": …}`. rendering.py
activates the conference's zone. A masked value stays masked.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django import template
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.core import reasons
from conference.look import times
from conference.look.cities import city_of
from conference.translated import Translated

register = template.Library()
MASK = "•••"
# The city of the conference while a mail is written, by which its clock is called.
place: ContextVar[str] = ContextVar("place", default="")


@contextmanager
def placed(city: str) -> Iterator[None]:
    """Call the conference's clock by this city inside the block."""
    token = place.set(city)
    try:
        yield
    finally:
        place.reset(token)


def _local(text: str) -> datetime:
    """Return the moment in the conference's zone; raise ValueError for a text without an offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} has no offset")
    return timezone.localtime(moment)


@register.filter
def reason_text(text: str) -> str:
    """Return a stored reason in the active language."""
    return reasons.read(text)


@register.filter
def when(text: str) -> str:
    """Return `Wednesday 8 October 2025, 10:04 (Hanoi time, UTC+7)`."""
    if text == MASK:
        return text
    local = _local(text)
    values = {"moment": times.when_text(local, long=True), "zone": _zone_label(local)}
    # Translators: a moment with its zone, "Wednesday 8 October 2025, 10:04 (Hanoi time, UTC+7)".
    return _("%(moment)s (%(zone)s)") % values


@register.filter
def when_short(text: str) -> str:
    """Return `Wed 15 Oct 2025, 18:00`."""
    return text if text == MASK else times.when_text(_local(text))


@register.filter
def clock_time(text: str) -> str:
    return text if text == MASK else times.clock_text(_local(text))


@register.filter
def day(text: str) -> str:
    """Return `Wednesday 8 October 2025` of a day or moment."""
    if text == MASK:
        return text
    return times.day_text(_local(text) if "T" in text else date.fromisoformat(text), long=True)


@register.filter
def until(text: str, end: str) -> str:
    """Return `14:20–14:40`, with the end's day if another: `{{ starts|until:ends }}`."""
    return times.span_text(_local(text), _local(end))


@register.filter
def in_zone(text: str, zone: str) -> str:
    """Return `14:00 in Nairobi (UTC+3)`: the moment on another clock, with the day if another; empty where both show the same time."""
    return times.elsewhere_text(_local(text), ZoneInfo(zone))


@register.filter
def zone_of(text: str) -> str:
    """Return `Hanoi time, UTC+7`: the conference's zone at that moment."""
    return text if text == MASK else _zone_label(_local(text))


@register.filter
def tongue(value: Mapping[str, str] | str) -> str:
    """Return a text in the recipient's language, else in English, else in any; a plain one as it is."""
    return Translated(value).into(get_language()) if isinstance(value, Mapping) else str(value)


def _zone_label(local: datetime) -> str:
    zone = timezone.get_current_timezone()
    return times.zone_in_brackets(local, zone, place.get() or city_of(zone))
