"""Signs at the doors: a room's day across or all its days upright, in large type and few words."""

from __future__ import annotations

import pytest
import time_machine
from django.core.management import call_command

from conference.core.errors import UserError
from conference.printing.documents.errors import PrintError
from schedule.programme.papers import room_signs
from schedule.programme.releases import outline
from tests.calendar.places import at
from tests.people import make_member, make_party, make_world
from tests.printing.readback import MM, accessible, letters, open_pdf
from tests.programme.draft import add, publish
from tests.programme.papers.papers import pages_of


def make_released():
    make_world()
    with time_machine.travel(at("18:30", 24), tick=False):
        add(key="opening", type="opening", webcast=True, interpretation=["ar", "en"], agenda=[{"en": "Statement"}])
        add("General debate", starts="10:00", ends="12:00", type="plenary", organisers=[make_party()])
        add("Consultation", room="CR2", starts="14:00", ends="15:00", type="roundtable", is_open=False,
            chair=make_member(family_name="Mokoena", capacity="head"))  # fmt: skip
        add("Closing", starts="15:30", ends="16:10", day=26, type="ceremony")
        return publish()


@pytest.fixture
def released(keeper):
    return keeper(make_released)


def printed(tmp_path, *options):
    out = tmp_path / "x.pdf"
    call_command("print", "room-signs", *options, "--out", str(out))
    return out.read_bytes()


def test_a_sign_for_each_room_and_day(released, tmp_path, capsys):
    found = pages_of(printed(tmp_path))
    assert len(found) == 3
    first, second, third = found
    for said in (
        "Plenary Hall Saturday 25 October",
        "09:00 09:50 Opening of the Conference",
        "Open Webcast",
        "10:00 12:00 General debate",
        "as at 18:30 on Friday 24 October · release 1 · all times Hanoi time, UTC+7",
    ):
        assert said in first, said
    assert "Plenary Hall Sunday 26 October 15:30 16:10 Closing" in second
    assert "Conference Room 2" in third
    assert "Closed" in third
    assert "Organi" not in first
    assert "Mokoena" not in third
    assert capsys.readouterr().out.startswith(f"{tmp_path / 'x.pdf'}: 2 items on 3 pages")


@pytest.mark.parametrize(("layout", "wide", "high"), [("a4", 297, 210), ("a3", 420, 297), ("door", 210, 297)])
def test_the_paper_and_its_margins(released, tmp_path, layout, wide, high):
    paper = printed(tmp_path, "--layout", layout)
    assert accessible(paper) == ("1", "Signs at the doors", "en")
    page = open_pdf(paper)[0]
    assert (page.get_width() / MM, page.get_height() / MM) == pytest.approx((wide, high), abs=0.2)
    for letter in letters(page):
        assert letter.left > 17
        assert letter.right < wide - 17
        assert 10 < letter.top < high - 5


def test_upright_every_day_stands_on_one_sign_in_few_words(released, tmp_path):
    (page,) = pages_of(printed(tmp_path, "--layout", "door", "--room", "plenary"))
    assert "Saturday 25 October 2025 09:00 09:50 Opening of the Conference" in page
    assert "Sunday 26 October 2025 15:30 16:10 Closing" in page
    assert "Interpretation" not in page
    assert "Statement" not in page


@pytest.mark.parametrize("layout", ["a4", "a3", "door"])
def test_it_is_read_from_five_metres(released, tmp_path, layout):
    """Capitals of the room's name are 12.5 mm high, those of times and titles 7 mm: a four-hundredth and a seven-hundredth of the way."""
    page = open_pdf(printed(tmp_path, "--layout", layout, "--room", "PLENARY", "--day", "2025-10-25"))[0]
    found = [one for one in letters(page) if one.top < page.get_height() / MM - 25]
    capitals = {letter: [one.bottom - one.top for one in found if one.text == letter] for letter in "PHG0"}
    assert min(capitals["H"]) >= 12.5
    assert min(capitals["G"]) >= 7
    assert max(capitals["0"]) >= 7


def test_many_sessions_go_on_with_a_second_sign(world, tmp_path):
    for hour in range(8, 18):
        add(f"Session of {hour}", starts=f"{hour:02d}:00", ends=f"{hour + 1:02d}:00")
    publish()
    found = pages_of(printed(tmp_path))
    assert ["Session of 8" in page for page in found] == [True, False]
    assert "Session of 17" in found[1]


def test_in_arabic_from_right_to_left(released, tmp_path):
    page = open_pdf(printed(tmp_path, "--room", "PLENARY", "--day", "2025-10-25", "--language", "ar"))[0]
    assert "افتتاح المؤتمر" in page.get_textpage().get_text_range()
    first_time = next(letter for letter in letters(page) if letter.text == "0" and letter.top > 40)
    assert first_time.left > 297 / 2


def test_two_queries_whatever_it_holds(released, django_assert_num_queries):
    with django_assert_num_queries(2):
        signs = room_signs.make_data(released, outline.from_json(released.outline), layout="a4")["signs"]
    assert len(signs) == 2
    add("Another", room="CR1", starts="14:00", ends="15:00")
    more = publish()
    with django_assert_num_queries(2):
        assert len(room_signs.make_data(more, outline.from_json(more.outline), layout="a4")["signs"]) == 3


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--room", "ATTIC"], "The programme has no room ATTIC; its rooms are PLENARY, CR2"),
        (["--day", "2025-10-27"], "Release 1 has nothing on 2025-10-27"),
        (["--room", "CR2", "--day", "2025-10-26"], "There is nothing in that room on that day in release 1"),
        (["--layout", "a5"], "There is no layout a5 of room-signs; there are a4, a3, door"),
        (["--delegation", "KEN"], "room-signs takes no --delegation"),
    ],
)
def test_bad_input_is_one_line(released, tmp_path, options, words):
    with pytest.raises(UserError, match=words):
        printed(tmp_path, *options)
    assert list(tmp_path.glob("*.pdf")) == []


def test_before_the_first_release(world, tmp_path):
    with pytest.raises(PrintError, match="has not been released yet"):
        printed(tmp_path)


def lines_of(page) -> list[str]:
    return [" ".join(line.split()) for line in page.get_textpage().get_text_range().splitlines() if line.strip()]


def test_a_title_of_short_words_stands_in_few_lines_of_several_words(db, tmp_path):
    make_world()
    add("Chụp ảnh chung các Trưởng đoàn", starts="08:45", ends="09:00")
    add("Lễ ký Công ước", day=26, starts="10:00", ends="12:30")
    publish()
    words = {"Chụp", "ảnh", "chung", "các", "Trưởng", "đoàn"}
    for layout in ("door", "a4"):
        found = [lines_of(page) for page in open_pdf(printed(tmp_path, "--layout", layout))]
        said = [line for lines in found for line in lines]
        title = [line for line in said if set(line.split()) & words]
        assert len(title) <= 3
        assert all(len(set(line.split()) & words) >= 2 for line in title), title
        assert any("Lễ ký Công ước" in line for line in said), said


@pytest.mark.parametrize("language", ["ar", "ru", "vi", "fr", "es"])
def test_the_date_above_a_doors_day_has_its_year_beside_its_month(released, tmp_path, language):
    found = open_pdf(printed(tmp_path, "--layout", "door", "--language", language))
    dated = [line for page in found for line in lines_of(page) if "2025" in line]
    assert dated
    assert all({"25", "26"} & set(line.replace(",", " ").split()) for line in dated), dated
