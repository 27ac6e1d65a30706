"""A badge's words stay inside their block, broken between words only."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from conference.printing.documents import typeset
from conference.printing.documents.errors import DoesNotFit, MissingGlyph
from conference.printing.documents.fit import MM, Words, fit_paragraphs, read_geometry
from conference.printing.documents.fonts import Style
from conference.printing.documents.measure import width
from conference.printing.documents.text import clean_text
from tests.printing.readback import open_pdf
from tests.printing.specimens import HARD_NAMES

A6 = read_geometry(typeset.templates_folder() / "badge-a6.json")


def fitted(party="Brazil", native="", name="Ms. Iolanda Pitangui", function="Adviser", language=""):
    paragraphs = fit_paragraphs(
        Words(clean_text(party), clean_text(native), clean_text(name), clean_text(function), language), A6
    )
    return {paragraph.role: paragraph for paragraph in paragraphs}


def line_width(paragraph, line):
    role = A6.roles[paragraph.role]
    return width(line, Style(role.family, role.weight, paragraph.size, paragraph.language)) / MM


def bottom(paragraph):
    role = A6.roles[paragraph.role]
    lines = len(paragraph.lines)
    return paragraph.top + paragraph.size / MM * (lines * role.cap + (lines - 1) * A6.leading)


def assert_inside(paragraphs):
    for paragraph in paragraphs.values():
        for line in paragraph.lines:
            assert line_width(paragraph, line) <= A6.words.width + 0.4, (paragraph.role, line)
    in_order = list(paragraphs.values())
    assert in_order[0].top == A6.words.top
    for above, below in itertools.pairwise(in_order):
        assert bottom(above) < below.top
    assert bottom(in_order[-1]) <= A6.words.top + A6.words.height + 0.01


@pytest.mark.parametrize("what", HARD_NAMES)
def test_hard_names_stand_inside_their_block(what):
    party, native, name, function = HARD_NAMES[what]
    assert_inside(fitted(party, native, name, function))


def test_a_short_badge_takes_the_largest_sizes():
    paragraphs = fitted("Jamaica", "", "Althea Rowe", "Counsellor")
    assert [(p.role, p.size, p.lines) for p in paragraphs.values()] == [
        ("party", 34, ("Jamaica",)),
        ("name", 26, ("Althea Rowe",)),
        ("function", 10.5, ("Counsellor",)),
    ]


@pytest.mark.parametrize("what", HARD_NAMES)
def test_lines_joined_again_are_the_text(what):
    party, native, name, function = HARD_NAMES[what]
    paragraphs = fitted(party, native, name, function)
    assert " ".join(paragraphs["name"].lines) == clean_text(name)
    for role, text in (("party", party), ("native", native), ("function", function)):
        if text:
            # Han text may also break between two characters.
            assert "".join(paragraphs[role].lines).replace(" ", "") == clean_text(text).replace(" ", "")


def test_a_name_is_never_broken_at_its_hyphen():
    name = fitted(name="Mohamed Lounis Aït-Hamadouche-Benyoucef-El-Khattabi-Boukhelifa")["name"]
    assert name.lines == ("Mohamed Lounis", "Aït-Hamadouche-Benyoucef-El-Khattabi-Boukhelifa")


def test_a_single_long_word_shrinks_alone_and_stays_whole():
    paragraphs = fitted("Germany", "", "Wolfeschlegelsteinhausenbergerdorffvoralternwarenelendigkeit", "Adviser")
    assert paragraphs["party"].size == 34
    assert len(paragraphs["name"].lines) == 1
    assert 6 <= paragraphs["name"].size < 10


def test_titles_and_particles_do_not_end_a_line():
    name = fitted(name="H.E. Mr. Maximiliano Vasconcelos de Albuquerque")["name"]
    assert len(name.lines) > 1
    for line in name.lines[:-1]:
        assert line.split(" ")[-1] not in ("H.E.", "Mr.", "de")


def test_a_size_a_little_smaller_is_taken_where_it_saves_a_line():
    name = fitted("Viet Nam", "", "Nguyễn Thị Hương Đình", "Liaison officer")["name"]
    assert name.lines == ("Nguyễn Thị Hương Đình",)
    assert name.size == 23.5


def test_a_native_name_is_set_smaller_before_it_is_broken():
    sizes = []
    for words in range(1, 9):
        paragraphs = fitted("Saudi Arabia", " ".join(["عبد"] + ["الرحمن"] * words), "Abdulrahman", "Member")
        native = paragraphs["native"]
        assert native.rtl
        assert native.lines == (native.lines[0],)
        assert line_width(native, native.lines[0]) <= A6.words.width
        sizes.append(native.size)
        assert_inside(paragraphs)
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == 28
    assert sizes[-1] < 20


def test_composed_and_decomposed_names_are_the_same():
    composed = fitted(name="Nguyễn Thị Hương")
    decomposed = fitted(name="Nguye\u0302\u0303n Thi\u0323 Hu\u031bo\u031bng")
    assert composed == decomposed


def test_hidden_direction_marks_change_nothing():
    assert fitted(name="\u202eIolanda\u2066 Pit\u200fangui\u061c") == fitted(name="Iolanda Pitangui")


def test_what_is_too_long_in_any_size_is_refused_with_its_words():
    with pytest.raises(DoesNotFit, match=r"There is no room for “aaaa aaaa .*…” \(4999 characters\)"):
        fitted(name=" ".join(["aaaa"] * 1000))
    with pytest.raises(DoesNotFit, match="word"):
        fitted(name="W" * 200)


def test_a_combination_without_glyph_is_named():
    with pytest.raises(MissingGlyph) as caught:
        fitted(name="Z\u0335\u20d2an")
    assert caught.value.character == "\u0335"


def test_han_characters_take_the_forms_of_their_language():
    assert fitted("Japan", "高橋", "TAKAHASHI", language="ja")["native"].language == "ja"
    assert fitted("China", "高橋", "GAO Qiao")["native"].language == "zh"
    assert fitted("Japan", "さくら", "Sakura")["native"].language == "ja"


LATIN = st.text(
    alphabet="abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZÀéîöüñçøåßŁşğțĐ-’.", min_size=1, max_size=18
)
ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهوي", min_size=1, max_size=12)


@settings(max_examples=150, deadline=None)
@given(
    party=st.lists(LATIN, min_size=1, max_size=7).map(" ".join),
    native=st.lists(ARABIC, max_size=10).map(" ".join),
    name=st.lists(LATIN, min_size=1, max_size=9).map(" ".join),
    function=st.lists(LATIN, max_size=14).map(" ".join),
)
def test_any_words_stand_inside_their_block(party, native, name, function):
    paragraphs = fitted(party, native, name, function)
    assert_inside(paragraphs)
    assert " ".join(paragraphs["name"].lines) == clean_text(name)


@pytest.mark.parametrize(
    ("party", "lines"),
    [
        ("Iran (Islamic Republic of)", ("Iran", "(Islamic Republic of)")),
        ("Bolivia (Plurinational State of)", ("Bolivia", "(Plurinational State of)")),
        ("Micronesia (Federated States of)", ("Micronesia", "(Federated States of)")),
        ("إيران (جمهورية - الإسلامية)", None),
    ],
)
def test_the_name_of_a_state_breaks_before_its_bracket(party, lines):
    found = fitted(party)["party"].lines
    assert " ".join(found) == party
    if lines:
        assert found == lines
    assert all(line.count("(") == line.count(")") for line in found)


def ink_rows(paragraphs):
    """Return the ink's upper and lower edge of each paragraph, in mm, as drawn by the badge's template."""
    edges = []
    for paragraph in paragraphs.values():
        one = {"role": paragraph.role, "size": paragraph.size, "lines": paragraph.lines, "top": paragraph.top}
        data = {
            "title": "",
            "measures": "badge-a6.json",
            "backs": False,
            "sheet": None,
            "paper": None,
            "kinds": [],
            "covers": [],
        }
        badge = {"paragraphs": [one | {"rtl": paragraph.rtl, "language": paragraph.language}], "serial": "", "copy": ""}
        page = open_pdf(typeset.compile("badge.typ", data | {"badges": [badge]}, tagged=False))[0]
        picture = page.render(scale=10 / MM, grayscale=True).to_pil()
        left, top, right, low = picture.point(lambda grey: 255 if grey < 160 else 0).getbbox()
        assert right > left
        edges.append((top / 10, low / 10))
    return edges


@pytest.mark.parametrize(
    ("party", "native", "name"),
    [
        ("Egypt", "حسام فؤاد البنداري", "ÉÑÉ El-Bendary"),
        ("أوروغواي والأراضي", "لونيس بن علي", "Mr. Ế Nguyễn"),
        ("Egypt", "في بيتي", "Ms. Nadia"),
    ],
)
def test_arabic_dots_keep_clear_of_the_lines_beside_them(party, native, name):
    edges = ink_rows(fitted(party, native, name))
    for (_top, low), (top, _low) in itertools.pairwise(edges):
        assert top - low > 0.25
