"""The order of the day fills its pages: columns of one length on the last, and words over a column that goes on."""

import pytest

from conference.printing.documents import typeset
from tests.printing.documents.test_papers import ORDER
from tests.printing.readback import letters, open_pdf, words

LEFT_ENDS, FOOT, COLUMN = 105, 275, 262


def meeting(number: int) -> dict:
    return {
        "from": "09:00",
        "to": "10:00",
        "body": f"Meeting {number}",
        "room": "CR1",
        "text": ["Said."] * (number % 3),
    }


def day(meetings: int = 0, rows: int = 0, language: str = "en", **more) -> dict:
    sections = [
        {"title": "Official meetings", "items": [meeting(n) for n in range(meetings)]},
        {"title": "Workshops", "rows": [["12:00", f"Workshop {n}", "Room"] for n in range(rows)]},
    ]
    return ORDER | {"lang": language, "sections": [one for one in sections if any(list(one.values())[1:])], **more}


def ends(page) -> tuple[float, float]:
    """Return where the left and the right column of a page end, in mm from its top."""
    found = [one for one in letters(page) if one.bottom < FOOT]
    left = max(one.bottom for one in found if one.right < LEFT_ENDS)
    return left, max((one.bottom for one in found if one.left > LEFT_ENDS), default=0)


@pytest.mark.parametrize(("meetings", "rows"), [(6, 0), (40, 0), (0, 20), pytest.param(9, 45, marks=pytest.mark.slow)])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_columns_of_the_last_page_are_as_long_as_one_another(meetings, rows, language):
    pages = open_pdf(typeset.compile("order-of-day.typ", day(meetings, rows, language)))
    left, right = ends(pages[len(pages) - 1])
    assert abs(left - right) < 26  # a meeting is no longer
    for page in list(pages)[:-1]:
        assert min(ends(page)) > COLUMN - 20


def test_nothing_is_lost_or_said_twice_and_all_in_order():
    pages = open_pdf(typeset.compile("order-of-day.typ", day(45, 60)))
    text = " ".join(words(page) for page in pages)
    wanted = [f"Meeting {n} CR1" for n in range(45)] + [f"Workshop {n} Room" for n in range(60)]
    places = [text.index(one) for one in wanted]
    assert places == sorted(places)
    assert [text.count(one) for one in wanted] == [1] * len(wanted)


def test_a_column_that_goes_on_says_with_what():
    speakers = [["14:05", f"Speaker {n}"] for n in range(90)]
    debate = meeting(1) | {"body": "General debate", "agenda": [{"text": "Statements", "speakers": speakers}]}
    said = {"words": {"continued": "{what}, continued"}}
    (page,) = open_pdf(typeset.compile("order-of-day.typ", day(0, 30, **said)))
    assert words(page).count("Workshops, continued") == 1
    long = ORDER | said | {"sections": [{"title": "Official meetings", "items": [debate]}]}
    (page,) = open_pdf(typeset.compile("order-of-day.typ", long))
    assert words(page).count("General debate, continued") == 1
    assert "Official meetings, continued" not in words(page)


@pytest.mark.parametrize(("meetings", "pages"), [(32, 1), (34, 1), (36, 2)])
def test_a_few_lines_are_no_page_of_their_own(meetings, pages):
    """Closer spacing takes the 33rd and 34th back to the first page; more of them have another."""
    assert len(open_pdf(typeset.compile("order-of-day.typ", day(meetings)))) == pages


def test_an_address_stays_on_one_line_and_reads_from_left_to_right():
    note = {"title": "معلومات", "notes": ["البرنامج في صيغته الحالية: hanoi2025.example/programme/2025-10-25/"]}
    (page,) = open_pdf(typeset.compile("order-of-day.typ", ORDER | {"lang": "ar", "sections": [note]}))
    line = [one for one in letters(page) if 50 < one.top < FOOT and one.text.isascii() and one.text not in "0:"]
    address = "".join(one.text for one in sorted(line, key=lambda one: one.start))
    assert address.replace("0", "") in "hanoi225.example/programme/225-1-25/"
    assert address.endswith("25/")
    assert max(one.bottom for one in line) - min(one.top for one in line) < 4


def test_a_states_name_in_chinese_stays_whole_behind_a_function():
    name = "帕劳共和国"
    speakers = [["14:05", f"{'Minister of Communications and Information ' + 'x' * n}，{name}"] for n in range(8)]
    debate = meeting(0) | {"agenda": [{"text": "发言", "speakers": speakers}]}
    data = ORDER | {"lang": "zh-hans", "sections": [{"title": "正式会议", "items": [debate]}]}
    found = [one for one in letters(open_pdf(typeset.compile("order-of-day.typ", data))[0]) if one.text in name]
    assert len(found) == 8 * len(name)
    for first in range(0, len(found), len(name)):
        assert len({round(one.bottom) for one in found[first : first + len(name)]}) == 1
