"""Days as people write them: read when they can be read in one way alone."""

from __future__ import annotations

from datetime import date, datetime

import pytest
from django.core.exceptions import ValidationError

from conference.core import days

DAY = date(2029, 6, 30)


@pytest.mark.parametrize(
    "text",
    [
        "2029-06-30",
        "2029/6/30",
        "30.06.2029",
        "30.6.2029",
        "30/06/2029",
        "30-06-2029",
        "06/30/2029",
        "30 June 2029",
        "30 Jun 2029",
        "30-Jun-2029",
        "June 30, 2029",
        "Jun. 30 2029",
        " 30  JUNE 2029 ",
        "30 juin 2029",
        "30 de junio de 2029",
        "30 июня 2029",
        "30 июнь 2029",
        "30 يونيو 2029",
        "2029年6月30日",
        "30 tháng 6 2029",
        "３０．０６．２０２９",
    ],
)
def test_what_can_be_read_in_one_way(text):
    assert days.read(text) == DAY


@pytest.mark.parametrize("text", ["03/04/1980", "3-4-1980"])
def test_what_can_be_read_in_two_ways_is_asked_about(text):
    with pytest.raises(ValidationError) as asked:
        days.read(text)
    assert asked.value.code == days.TWO_WAYS
    assert asked.value.messages == [
        f"“{text}” can be read in two ways: 1980-04-03 or 1980-03-04. Write the year first, or the month as a word."
    ]
    assert days.read(text, "dmy") == date(1980, 4, 3)
    assert days.read(text, "mdy") == date(1980, 3, 4)


def test_one_that_is_the_same_in_both_ways_is_not_asked_about():
    assert days.read("05/05/1980") == date(1980, 5, 5)


@pytest.mark.parametrize(
    "text", ["soon", "30/06/29", "31.02.2029", "30 Nevuary 2029", "2029", "13/13/2029", "1" * 5000]
)
def test_what_is_no_date(text):
    with pytest.raises(ValidationError) as refused:
        days.read(text)
    assert refused.value.code == "invalid"


@pytest.mark.parametrize(
    "text", ["2025-10-24 18:40", "2025-10-24T18:40", "24.10.2025 18:40", "24/10/2025 18:40", "24 Oct 2025, 18:40"]
)
def test_moments(text):
    assert days.read_moment(text) == datetime(2025, 10, 24, 18, 40)


def test_a_day_alone_asks_for_its_hour():
    with pytest.raises(ValidationError, match=r"24\.10\.2025: at what time") as refusal:
        days.read_moment("24.10.2025")
    assert refusal.value.code == days.NO_HOUR


@pytest.mark.parametrize("text", ["24.10.2025 25:00", "soon 18:40"])
def test_no_moment(text):
    with pytest.raises(ValidationError, match="is not a date and time"):
        days.read_moment(text)
