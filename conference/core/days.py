"""Read days and moments as people write them. One that can be read in two ways is asked about, never guessed."""

import re
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from datetime import date, datetime, time
from functools import lru_cache

from babel.dates import get_month_names
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import to_locale

from conference.look.calendar_words import UN_ARABIC_MONTHS
from conference.parties.models import search_key

TWO_WAYS = "two_ways"  # the code of a refusal that a choice of the order settles
NO_HOUR = "no_hour"  # of a refusal that an hour settles
ORDERS = ("dmy", "mdy")
_ISO = re.compile(r"(\d{4})[-./](\d{1,2})[-./](\d{1,2})")
_POINTS = re.compile(r"(\d{1,2})\.(\d{1,2})\.(\d{4})")
_FIGURES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_CHINESE = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日")
_VIETNAMESE = re.compile(r"(\d{1,2}) tháng (\d{1,2}),?(?: năm)? (\d{4})", re.IGNORECASE)
_DAY_FIRST = re.compile(r"(\d{1,2})[. -]*([^\d,]+?)[., -]*(\d{4})")
_MONTH_FIRST = re.compile(r"([^\d,]+?)[. ]*(\d{1,2})[., ]+(\d{4})")
_CLOCK = re.compile(r"(.+?)[T ,]+(\d{1,2})[:.h](\d{2})(?::\d{2})?", re.DOTALL)


def read(text: str, order: str = "") -> date:
    """Return the day.

    Args:
        order: `dmy` or `mdy`, for what can be read in both ways, such as 03/04/1980.

    Raises:
        ValidationError: For no date; with the code TWO_WAYS for one that can be two.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    day = _in_order(plain, order) or _by_name(plain)
    if day is None:
        message = _("“%(value)s” is not a date. Write it as 2029-06-30 or 30.06.2029.")
        raise ValidationError(message % {"value": text[:40]}, code="invalid")
    return day


def read_moment(text: str, order: str = "") -> datetime:
    """Return the date and time, with an offset only when the text has one. Arguments and errors are those of `read`."""
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    with suppress(ValueError):
        if re.match(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d", plain):
            return datetime.fromisoformat(plain)
    parts = _CLOCK.fullmatch(plain)
    try:
        if parts:
            return datetime.combine(read(parts[1], order), time(int(parts[2]), int(parts[3])))
    except ValidationError as problem:
        if problem.code == TWO_WAYS:
            raise
    except ValueError:
        pass
    if not parts and _is_day(plain, order):
        raise ValidationError(_("%(day)s: at what time?"), NO_HOUR, {"day": text[:40]})
    message = _("“%(value)s” is not a date and time. Write it as 2025-10-24 18:40.")
    raise ValidationError(message % {"value": text[:40]}, code="invalid")


def _is_day(plain: str, order: str) -> bool:
    try:
        read(plain, order)
    except ValidationError as problem:
        if problem.code == TWO_WAYS:
            raise
        return False
    return True


def _in_order(plain: str, order: str) -> date | None:
    if parts := _ISO.fullmatch(plain) or _CHINESE.fullmatch(plain):
        return _date(parts[1], parts[2], parts[3])
    if parts := _POINTS.fullmatch(plain) or _VIETNAMESE.fullmatch(plain):
        return _date(parts[3], parts[2], parts[1])
    if not (parts := _FIGURES.fullmatch(plain)):
        return None
    day_first, month_first = _date(parts[3], parts[2], parts[1]), _date(parts[3], parts[1], parts[2])
    if not (day_first and month_first) or day_first == month_first:
        return day_first or month_first
    if order not in ORDERS:
        message = _(
            "“%(value)s” can be read in two ways: %(one)s or %(other)s. Write the year first, or the month as a word."
        )
        values = {"value": plain, "one": day_first.isoformat(), "other": month_first.isoformat()}
        raise ValidationError(message % values, code=TWO_WAYS)
    return day_first if order == "dmy" else month_first


def _by_name(plain: str) -> date | None:
    if parts := _DAY_FIRST.fullmatch(plain):
        day, name, year = parts[1], parts[2], parts[3]
    elif parts := _MONTH_FIRST.fullmatch(plain):
        name, day, year = parts[1], parts[2], parts[3]
    else:
        return None
    month = _months().get(_fold(name))
    return _date(year, month, day) if month else None


def _date(year: str, month: str | int, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


def _fold(name: str) -> str:
    return search_key(name).replace(".", "").removeprefix("de ").removesuffix(" de").strip()


@lru_cache(maxsize=1)
def _months() -> Mapping[str, int]:
    """Return the months by their names, whole and short, in each of the site's languages. What two months are called is left out."""
    months: dict[str, int] = {}
    for code, _language in settings.LANGUAGES:
        for width in ("wide", "abbreviated"):
            for context in ("format", "stand-alone"):
                for number, name in get_month_names(width, context, to_locale(code)).items():
                    key = _fold(name)
                    months[key] = number if months.get(key, number) == number else 0
    for number, pair in enumerate(UN_ARABIC_MONTHS, 1):
        months |= dict.fromkeys(map(_fold, (pair, *pair.split("/"))), number)
    return {name: number for name, number in months.items() if number}
