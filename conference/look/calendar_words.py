"""What days and months are called in each language: CLDR, except that Arabic months are named as the United Nations does."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from babel.dates import format_skeleton, get_day_names, get_month_names
from django.utils.dateformat import DateFormat
from django.utils.translation import get_language, to_locale

UN_ARABIC_MONTHS = (
    "كانون الثاني/يناير",
    "شباط/فبراير",
    "آذار/مارس",
    "نيسان/أبريل",
    "أيار/مايو",
    "حزيران/يونيه",
    "تموز/يوليه",
    "آب/أغسطس",
    "أيلول/سبتمبر",
    "تشرين الأول/أكتوبر",
    "تشرين الثاني/نوفمبر",
    "كانون الأول/ديسمبر",
)
Width = Literal["wide", "abbreviated"]


def _locale() -> str:
    return to_locale(get_language() or "en")


@lru_cache(maxsize=32)
def _months(locale: str, width: Width, alone: bool) -> Mapping[int, str]:
    return dict(get_month_names(width, "stand-alone" if alone else "format", locale).items())


@lru_cache(maxsize=16)
def _weekdays(locale: str, width: Width) -> Mapping[int, str]:
    return dict(get_day_names(width, "format", locale).items())


def month_name(number: int, width: Width = "wide", *, alone: bool = False) -> str:
    """Return the month as it is written after a day (`октября`), or `alone` (`октябрь`), in the active language."""
    if _locale() == "ar":
        return UN_ARABIC_MONTHS[number - 1]  # no short form exists
    return _months(_locale(), width, alone)[number]


def months(width: Width = "abbreviated") -> list[str]:
    """Return the twelve months as they stand after a day, in the active language."""
    return [month_name(number, width) for number in range(1, 13)]


def weekday_name(day: date, width: Width = "wide") -> str:
    return _weekdays(_locale(), width)[day.weekday()]


def weekday_and_day(day: date) -> str:
    """Return `Sat 25`, in the order and with the marks of the active language."""
    if _locale() == "en":
        return f"{weekday_name(day, 'abbreviated')} {day.day}"
    if _locale() == "ar":
        return f"{weekday_name(day)} {day.day}"  # CLDR's comma is for a day that stands in a sentence
    return format_skeleton("Ed", day, locale=_locale())


class _Format(DateFormat):
    """Django's letters of a date's format with these names."""

    data: date

    def D(self) -> str:
        return weekday_name(self.data, "abbreviated")

    def j(self) -> int | str:  # type: ignore[override]
        """Return the day of the month; the first is an ordinal in French: `1er janvier`."""
        return "1er" if self.data.day == 1 and _locale() == "fr" else self.data.day

    def l(self) -> str:  # noqa: E743 (Django calls it by the letter)
        return weekday_name(self.data)

    def F(self) -> str:
        return month_name(self.data.month, alone=True)

    def E(self) -> str:
        return month_name(self.data.month)

    def M(self) -> str:
        return month_name(self.data.month, "abbreviated")

    b = N = M


def written(moment: date | datetime, form: str) -> str:
    """Return the date in one of Django's formats, such as `j F Y`."""
    return _Format(moment).format(form)
