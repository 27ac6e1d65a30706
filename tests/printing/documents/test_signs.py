"""Signs of rooms never go below what is read from five metres: more sheets, and titles shortened by rule."""

import pytest

from conference.printing.documents import typeset
from tests.printing.readback import letters, open_pdf, words

SIGN = {
    "title": "Signs at the doors",
    "lang": "en",
    "event": "Signing",
    "as_at": "18:30",
    "zone": "Hanoi time, UTC+7",
    "release": "7",
}
FOOT = 25


def row(what: str, hour: int = 9) -> dict:
    return {"from": f"{hour:02}:00", "to": f"{hour:02}:50", "what": what, "access": "open", "webcast": True}


def printed(paper: str, *days: list, language: str = "en", room: str = "Hall"):
    said = [{"date": f"Day {number}", "rows": rows} for number, rows in enumerate(days, 1)]
    data = SIGN | {"lang": language, "paper": paper, "signs": [{"room": room, "venue": "", "days": said}]}
    return list(open_pdf(typeset.compile("room-signs.typ", data)))


def above_the_foot(page) -> list:
    return [one for one in letters(page) if one.top < page.get_height() * 25.4 / 72 - FOOT]


@pytest.mark.parametrize(("paper", "sheets"), [("a4", 3), ("a3", 2), ("door", 2)])
def test_more_than_a_sheet_holds_goes_on_with_another_in_letters_of_seven_millimetres(paper, sheets):
    pages = printed(paper, [row(f"Z{number}", number) for number in range(8, 20)])
    assert len(pages) == sheets
    for page in pages:
        assert words(page).count("Hall") == 1
        found = above_the_foot(page)
        assert min(one.bottom - one.top for one in found if one.text == "Z") >= 7
        assert min(one.bottom - one.top for one in found if one.text == "H") >= 12.5
        assert max(one.bottom for one in found) < page.get_height() * 25.4 / 72 - FOOT
    said = " ".join(words(page) for page in pages)
    assert [said.count(f"Z{number}") for number in range(8, 20)] == [1] * 12


def test_upright_every_sheet_names_its_days():
    pages = printed("door", [row("A", hour) for hour in range(8, 14)], [row("B", hour) for hour in range(8, 14)])
    assert [[day in words(page) for day in ("Day 1", "Day 2")] for page in pages] == [[True, False], [False, True]]


LONG = "the protection of witnesses and of those who report to the authorities from reprisals of every kind "


@pytest.mark.parametrize(
    ("title", "begins", "lacks"),
    [
        ("Small States and the digital divide", "Small States and the digital divide", "…"),
        (f"Across borders: {LONG * 3}", "Across borders", "witnesses"),
        (LONG * 3, "the protection of witnesses and of those who report", "every kind the protection of witnesses and"),
    ],
)
def test_a_title_longer_than_three_lines_is_shortened_to_what_stands_before_its_colon_or_after_a_word(
    title, begins, lacks
):
    rows = [row(title.strip(), 9), *(row("Session", hour) for hour in range(10, 14))]
    said = " ".join(words(page) for page in printed("a4", rows))
    assert begins in said
    assert lacks not in said
    assert ("…" in said) == (begins.startswith("the"))


def test_a_word_wider_than_its_line_makes_the_title_smaller_and_runs_over_nothing():
    """In the least size it is hyphenated, by the language's rule."""
    (page,) = printed("door", [row("Противодействие киберпреступности")], language="ru")
    assert "Противодействие киберпреступности" in words(page)
    found = above_the_foot(page)
    marks = [one for one in found if one.text in "Open" and one.left > 150]
    assert marks
    assert max(one.right for one in found if one.text in "йтсвд") < min(one.left for one in marks)
    many = printed("door", [row("Электроэнергетического", hour) for hour in range(8, 15)], language="ru")
    for page in many:
        letters_of_title = [one.right for one in above_the_foot(page) if one.text in "лктргчс"]
        assert max(letters_of_title) < 175


def test_a_chinese_title_breaks_between_its_phrases():
    (page,) = printed("a4", [row("一般性辩论，第一次会议"), row("会议开幕", 10)], language="zh-hans")
    found = [one for one in letters(page) if one.text in "第一次会议"]
    second = next(number for number, one in enumerate(found) if one.text == "第")
    bottoms = [one.bottom for one in found[second : second + 5]]
    assert max(bottoms) - min(bottoms) < 12  # “一” is flat; lines are 28 mm apart
