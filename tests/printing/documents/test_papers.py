import io
from itertools import pairwise

import pikepdf
import pytest

from conference.printing.documents import typeset
from conference.printing.documents.errors import MissingGlyph
from tests.printing.readback import MM, accessible, letters, open_pdf, words

ORDER = {
    "title": "Order of the day",
    "author": "Organizing Committee",
    "lang": "en",
    "number": "3",
    "event": "Signing Ceremony and High-Level Conference",
    "date": "Saturday, 25 October 2025",
    "as_at": "18:30",
    "as_at_date": "Friday, 24 October",
    "release": "7",
    "zone": "Hanoi time, UTC+7",
    "sections": [
        {
            "title": "Official meetings",
            "items": [
                {
                    "from": "09:00",
                    "to": "09:45",
                    "body": "Opening of the Conference",
                    "room": "Plenary Hall",
                    "access": "open",
                    "webcast": True,
                    "agenda": [{"text": "Adoption of the order of the day"}],
                    "interp": "English, French",
                },
                {
                    "from": "14:00",
                    "to": "17:30",
                    "body": "Plenary",
                    "room": "Plenary Hall",
                    "access": "closed",
                    "changed": "Starts 14:00, was 13:30",
                    "text": ["Heads are received in the order of arrival."],
                    "agenda": [
                        {
                            "text": "Statements by heads of delegation",
                            "speakers": [["14:05", f"H.E. Head of State, the Republic of {n}"] for n in range(60)],
                        }
                    ],
                },
            ],
        },
        {"title": "Sunday: forecast", "rows": [["09:00", "Plenary, continued", "Plenary Hall"]]},
        {"title": "Signing: order of calling", "list": ["Viet Nam", "Algeria", "Côte d’Ivoire"]},
        {"title": "Information", "notes": ["Statements: two copies to the desk."]},
        {"title": "Nothing yet"},
    ],
}

PARTICIPANTS = {
    "title": "List of participants",
    "lang": "en",
    "event": "Signing Ceremony and High-Level Conference",
    "as_at": "Friday, 24 October 2025, 18:30",
    "zone": "Hanoi time, UTC+7",
    "revision": "4",
    "count": "2 delegations, 3 participants",
    "groups": [
        {
            "title": "Member States",
            "parties": [
                {
                    "name": "Gambia (the)",
                    "formal": "Republic of the Gambia",
                    "members": [
                        {"name": "H.E. Mr. Ebrima Sonko-Jawla", "function": "Attorney-General", "head": True},
                        {"name": "Ms. Fatou Touray-Kebbeh", "function": "", "head": False},
                    ],
                },
                {
                    "name": "Türkiye",
                    "formal": "",
                    "members": [{"name": "Ms. Defne Işıkçı", "function": "Head", "head": False}],
                },
            ],
        }
    ],
}


def headings(paper):
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        tags = [str(o.S) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/StructElem"]
    return {level: tags.count(level) for level in ("/H1", "/H2", "/H3")}


def test_the_order_of_the_day_says_everything_with_its_time_and_zone():
    paper = typeset.compile("order-of-day.typ", ORDER)
    pages = open_pdf(paper)
    everything = " ".join(words(page) for page in pages)
    for text in (
        "Order of the day No. 3",
        "As at 18:30 on Friday, 24 October · release 7 · all times Hanoi time, UTC+7",
        "09:00 09:45",
        "Opening of the Conference",
        "Plenary Hall Open Webcast",
        "1. Adoption of the order of the day",
        "Interpretation: English, French",
        "Plenary Hall Closed",
        "Starts 14:00, was 13:30",
        "14:05 H.E. Head of State, the Republic of 59",
        "Plenary, continued",
        "3 Côte d’Ivoire",
        "Statements: two copies to the desk.",
        "Nothing yet",
    ):
        assert text in everything, text
    for number, page in enumerate(pages, 1):
        foot = (
            "Order of the day No. 3 · Saturday, 25 October 2025 · as at 18:30 · release 7 · "
            f"all times Hanoi time, UTC+7 Page {number} of {len(pages)}"
        )
        assert foot in words(page)


def test_its_titles_are_tagged_as_headings():
    assert headings(typeset.compile("order-of-day.typ", ORDER)) == {"/H1": 1, "/H2": 5, "/H3": 2}


@pytest.mark.parametrize("language", ["en", pytest.param("ar", marks=pytest.mark.slow)])
def test_screen_readers_find_title_language_and_the_headings_bare_words(language):
    order, participants = ORDER | {"lang": language}, PARTICIPANTS | {"lang": language}
    assert accessible(typeset.compile("order-of-day.typ", order)) == ("1", "Order of the day", language)
    paper = typeset.compile("participants.typ", participants)
    assert accessible(paper) == ("1", "List of participants", language)
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        tags = [one for one in pdf.objects if isinstance(one, pikepdf.Dictionary) and one.get("/S") == "/H3"]
        assert [str(one.T) for one in tags] == ["Gambia (the)", "Türkiye"]


def test_a_weekday_that_begins_a_line_has_a_capital_and_a_small_letter_within_the_foot():
    french = ORDER | {"lang": "fr", "date": "samedi 25 octobre 2025", "as_at_date": "vendredi 24 octobre"}
    said = words(open_pdf(typeset.compile("order-of-day.typ", french))[0])
    assert "Samedi 25 octobre 2025 As at 18:30 on vendredi 24 octobre" in said
    assert "No. 3 · samedi 25 octobre 2025 · as at" in said


def test_nothing_stands_in_the_margins_and_columns_do_not_meet():
    for page in open_pdf(typeset.compile("order-of-day.typ", ORDER)):
        for letter in letters(page):
            assert letter.left > 15.5
            assert letter.right < 194.5
            assert letter.top > 14
            assert letter.bottom < 290
            head_or_foot = letter.top < 50 or letter.bottom > 278
            assert head_or_foot or letter.right < 101.5 or letter.left > 108.5, letter


def test_an_arabic_paper_runs_from_right_to_left_in_its_own_words():
    arabic = ORDER | {
        "lang": "ar",
        "title": "برنامج اليوم",
        "words": {
            "number": "رقم",
            "open": "مفتوحة",
            "stamp": "حتى الساعة {time} من {date} · الإصدار {release} · {zone}",
        },
    }
    page = open_pdf(typeset.compile("order-of-day.typ", arabic))[0]
    first_time = next(letter for letter in letters(page) if letter.text == "0" and letter.top > 50)
    assert first_time.left > 105
    assert "Open" not in words(page).replace("Opening", "")
    assert page.get_width() / MM == pytest.approx(210, abs=0.1)


def test_the_list_of_participants_keeps_the_order_given():
    paper = typeset.compile("participants.typ", PARTICIPANTS)
    text = words(open_pdf(paper)[0])
    order = [
        "As at Friday, 24 October 2025, 18:30 · revision 4 · Hanoi time, UTC+7",
        "2 delegations, 3 participants",
        "Member States",
        "Gambia (the)",
        "Republic of the Gambia",
        "H.E. Mr. Ebrima Sonko-Jawla",
        "Attorney-General",
        "Ms. Fatou Touray-Kebbeh",
        "Türkiye",
        "Ms. Defne Işıkçı",
    ]
    assert [text.index(part) for part in order] == sorted(text.index(part) for part in order)
    assert "security officers are not listed Page 1 of 1" in text
    assert headings(paper) == {"/H1": 1, "/H2": 1, "/H3": 2}


def test_a_glyph_missing_in_a_paper_names_its_place():
    bad = ORDER | {"sections": [{"title": "Official", "items": [{"from": "9", "to": "", "body": "සිරි", "room": ""}]}]}
    with pytest.raises(MissingGlyph, match=r"sections\[0\]\.items\[0\]\.body: “සිරි”"):
        typeset.compile("order-of-day.typ", bad)


def test_a_states_bracket_closes_at_its_letter_so_that_no_reader_finds_a_space_before_it():
    rows = [{"guest": "JALILVAND, Farshid", "party": "Iran (Islamic Republic of)", "with": ""}]
    data = {"title": "List for the entrance", "lang": "en", "event": "Signing", "printed": "now", "zone": "UTC+7"}
    paper = typeset.compile("door-list.typ", data | {"lists": [{"name": "Reception", "note": "", "rows": rows}]})
    (page,) = open_pdf(paper)
    assert "Iran (Islamic Republic of)" in words(page)
    found = letters(page)
    gaps = [after.left - one.right for one, after in pairwise(found) if one.text + after.text == "f)"]
    assert gaps
    assert max(gaps) < 0.1 * 9.6 * 25.4 / 72  # a tenth of the size, in mm: from there on a reader sees a space


def test_the_second_line_of_a_name_begins_below_its_first_and_not_below_the_box():
    guest = "ALCÁNTARA QUINTANILLA DE LA TORRE Y MONTERO, Joaquín"
    rows = [{"guest": guest, "party": "Spain", "with": ""}]
    data = {"title": "List for the entrance", "lang": "en", "event": "Signing", "printed": "now", "zone": "UTC+7"}
    paper = typeset.compile("door-list.typ", data | {"lists": [{"name": "Reception", "note": "", "rows": rows}]})
    found = [one for one in letters(open_pdf(paper)[0]) if 20 < one.left < 70 and 38 < one.top < 56]
    starts = [
        min(one.left for one in found if abs(one.bottom - line) < 1) for line in {round(one.bottom) for one in found}
    ]
    assert len(starts) >= 2
    assert max(starts) - min(starts) < 1


def edge_of(page, word: str) -> float:
    """Return the left edge of a word's first letter."""
    found = letters(page)
    text = "".join(letter.text for letter in found)
    return found[text.index(word)].left


def test_the_mark_of_a_meeting_without_a_place_begins_its_line():
    items = [{"from": "19:00", "body": "Reception", "room": "", "access": "closed"}]
    paper = typeset.compile("order-of-day.typ", ORDER | {"sections": [{"title": "Evening", "items": items}]})
    (page,) = open_pdf(paper)
    assert edge_of(page, "Closed") == pytest.approx(edge_of(page, "Reception"), abs=1)


@pytest.mark.parametrize("name", ["Nguyễn Thị Bảo Uyên", "T. R. Mokwena", "Al-Kuwari"])
def test_a_name_stays_on_one_line(tmp_path, name):
    (tmp_path / "lib.typ").write_bytes((typeset.templates_folder() / "lib.typ").read_bytes())
    (tmp_path / "rows.typ").write_text(
        """
#import "lib.typ": *
#let d = input()
#show: paper.with(d)
#set page(width: 60mm, height: auto, margin: 5mm)
#for count in range(40) { block({ T(9pt, "x" * count + " "); T(9pt, d.name) }) }
"""
    )
    (page,) = open_pdf(typeset.compile("rows.typ", {"title": "Names", "lang": "en", "name": name}, root=tmp_path))
    assert page.get_textpage().get_text_range().count(name) == 40


def test_the_zone_stays_with_its_time(tmp_path):
    (tmp_path / "lib.typ").write_bytes((typeset.templates_folder() / "lib.typ").read_bytes())
    (tmp_path / "rows.typ").write_text(
        """
#import "lib.typ": *
#let d = input()
#show: paper.with(d)
#set page(width: 60mm, height: auto, margin: 5mm)
#for count in range(40) { block(T(9pt, "x" * count + " Hanoi time, UTC+7")) }
"""
    )
    (page,) = open_pdf(typeset.compile("rows.typ", {"title": "Zone", "lang": "en"}, root=tmp_path))
    lines = page.get_textpage().get_text_range().splitlines()
    assert not [line for line in lines if line.strip().startswith("UTC")]
    assert sum("UTC+7" in line for line in lines) == 40


DAYS = [
    ("en", "6 October 2025"),
    ("en", "25–26 October 2025"),
    ("en", "25 Oct, 14:00"),
    ("ru", "6 октября 2025 года"),
    ("ru", "26 окт., 09:30"),
    ("es", "6 de octubre de 2025"),
    ("fr", "6 octobre 2025"),
    ("ar", "6 October 2025"),
    ("ar", "6 تشرين الأول/أكتوبر"),
]


@pytest.mark.parametrize(("language", "day"), DAYS)
def test_a_day_stays_with_its_month(tmp_path, language, day):
    (tmp_path / "lib.typ").write_bytes((typeset.templates_folder() / "lib.typ").read_bytes())
    (tmp_path / "rows.typ").write_text(
        """
#import "lib.typ": *
#let d = input()
#show: paper.with(d)
#set page(width: 70mm, height: auto, margin: 5mm)
#for count in range(40) { block(T(9pt, d.before * count + " " + d.day)) }
"""
    )
    data = {"title": "Days", "lang": language, "day": day, "before": "x" if language != "ar" or day.isascii() else "ن"}
    (page,) = open_pdf(typeset.compile("rows.typ", data, root=tmp_path))
    number, month = day.replace("de ", "").split()[:2]
    lines = page.get_textpage().get_text_range().replace("\u2060", "").splitlines()
    assert sum(number in line for line in lines) == 40
    assert [line for line in lines if (number in line) != (month[:3] in line)] == []


NOTIFICATION = {
    "title": "Signature, 25 October 2025",
    "author": "Secretary-General of the United Nations",
    "lang": "en",
    "reference": "C.N.1.2025.TREATIES-XVIII.16",
    "day": "26 October 2025",
    "treaty": "United Nations Convention against Cybercrime",
    "depositary": "Secretary-General of the United Nations",
    "opening": "The depositary informs all States of the following:",
    "sentences": ["The treaty was signed on 25 October 2025."],
    "texts": [{"heading": "Viet Nam: Interpretative declaration", "text": "Not self-executing.", "language": "en"}],
    "remarks": [
        "A reservation made at signature subject to ratification has to be confirmed when the party expresses its consent to be "
        "bound by the treaty (Vienna Convention on the Law of Treaties, article 23 (2))."
    ],
    "words": {"kind": "Depositary notification", "reference": "Reference", "page": "Page {page} of {pages}"},
}


def test_no_few_lines_stand_alone_on_the_last_page_of_a_notification():
    counts = set()
    for parties in range(75, 150, 5):
        data = NOTIFICATION | {"parties": [f"Party {number}" for number in range(parties)]}
        pages = [words(page) for page in open_pdf(typeset.compile("notification.typ", data))]
        counts.add(len(pages))
        assert "Interpretative declaration Not self-executing. A reservation made at signature" in pages[-1]
        assert "article 23 (2))." in pages[-1]
    assert counts == {1, 2}


def test_a_notification_of_an_act_without_declarations_is_set():
    data = NOTIFICATION | {"parties": [], "texts": [], "remarks": []}
    (page,) = open_pdf(typeset.compile("notification.typ", data))
    assert "signed on 25 October 2025." in words(page)
