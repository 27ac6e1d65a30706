"""Days and months are called as each language calls them; Arabic months as the United Nations does."""

from __future__ import annotations

from datetime import date

import pytest
from django.template import Context, Template
from django.utils.translation import override

from conference.core import days
from conference.look import calendar_words, times

ARABIC_MONTHS = [
    "3 كانون الثاني/يناير 2025",
    "3 شباط/فبراير 2025",
    "3 آذار/مارس 2025",
    "3 نيسان/أبريل 2025",
    "3 أيار/مايو 2025",
    "3 حزيران/يونيه 2025",
    "3 تموز/يوليه 2025",
    "3 آب/أغسطس 2025",
    "3 أيلول/سبتمبر 2025",
    "3 تشرين الأول/أكتوبر 2025",
    "3 تشرين الثاني/نوفمبر 2025",
    "3 كانون الأول/ديسمبر 2025",
]
ARABIC_WEEKDAYS = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"]


@pytest.mark.parametrize("long", [True, False])
def test_arabic_months_have_both_names(long):
    with override("ar"):
        said = [times.day_text(date(2025, month, 3), weekday=False, long=long) for month in range(1, 13)]
    assert said == ARABIC_MONTHS


@pytest.mark.parametrize("long", [True, False])
def test_arabic_weekdays_have_the_article(long):
    with override("ar"):
        said = [times.day_text(date(2025, 10, 20 + day), year=False, long=long) for day in range(7)]
    assert [text.split()[0].rstrip("\u200f،") for text in said] == ARABIC_WEEKDAYS


@pytest.mark.parametrize("text", ["25 تشرين الأول/أكتوبر 2025", "25 تشرين الأول 2025", "25 أكتوبر 2025"])
def test_an_arabic_date_is_read_by_either_name(text):
    assert days.read(text) == date(2025, 10, 25)


@pytest.mark.parametrize(
    ("language", "long", "short"),
    [
        ("en", "Saturday 3 May 2025", "Sat 3 May 2025"),
        ("es", "sábado 3 de mayo de 2025", "sáb 3 may 2025"),
        ("fr", "samedi 3 mai 2025", "sam. 3 mai 2025"),
        ("ru", "суббота, 3 мая 2025 года", "сб, 3 мая 2025"),
        ("vi", "Thứ Bảy, 3 tháng 5 năm 2025", "Th 7, 3/5/2025"),
        ("zh-hans", "2025年5月3日星期六", "2025年5月3日周六"),
    ],
)
def test_a_date_is_written_in_the_case_and_order_of_the_language(language, long, short):
    with override(language):
        assert (times.day_text(date(2025, 5, 3), long=True), times.day_text(date(2025, 5, 3))) == (long, short)


def test_russian_months_after_a_day_are_in_the_genitive():
    with override("ru"):
        said = [times.day_text(date(2025, month, 3), weekday=False, year=False, long=True) for month in range(1, 13)]
    assert said == [
        *("3 января", "3 февраля", "3 марта", "3 апреля", "3 мая", "3 июня"),
        *("3 июля", "3 августа", "3 сентября", "3 октября", "3 ноября", "3 декабря"),
    ]


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", "السبت 25"),
        ("en", "Sat 25"),
        ("es", "sáb 25"),
        ("fr", "sam. 25"),
        ("ru", "сб, 25"),
        ("vi", "Th 7, ngày 25"),
        ("zh-hans", "25日周六"),
    ],
)
def test_a_day_of_the_conference_is_its_weekday_and_number(language, said):
    with override(language):
        assert calendar_words.weekday_and_day(date(2025, 10, 25)) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "31 October – 2 November 2025"),
        ("ru", "31 октября – 2 ноября 2025 года"),
        ("zh-hans", "2025年10月31日至11月2日"),
    ],
)
def test_days_of_two_months_have_the_year_where_the_language_has_it(language, said):
    with override(language):
        assert times.days_text(date(2025, 10, 31), date(2025, 11, 2)) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "Sat 25 Oct"), ("ar", "السبت 25/10"), ("vi", "Th 7, 25/10"), ("zh-hans", "10月25日周六")],
)
def test_a_day_in_a_box_of_a_badge_is_short_in_every_language(language, said):
    with override(language):
        assert times.box_text(date(2025, 10, 25)) == said


def test_the_first_of_a_month_is_an_ordinal_in_french_alone():
    day = date(2026, 1, 1)
    with override("fr"):
        assert times.day_text(day, weekday=False, long=True) == "1er janvier 2026"
        assert times.day_text(date(2026, 1, 11), weekday=False, long=True) == "11 janvier 2026"
    with override("en"):
        assert times.day_text(day, weekday=False, long=True) == "1 January 2026"


@pytest.mark.parametrize(
    ("language", "heading"),
    [
        ("fr", "Samedi 25 octobre"),
        ("es", "Sábado 25 de octubre"),
        ("ru", "Суббота, 25 октября"),
        ("en", "Saturday 25 October"),
    ],
)
def test_a_date_that_begins_a_heading_begins_with_a_capital(language, heading):
    with override(language):
        said = Template("{% load look %}{% day on year=False long=True begins=True %}").render(
            Context({"on": date(2025, 10, 25)})
        )
    assert said == heading
