"""Arabic papers, as two readers of PDF get them back: what they find, copy and speak."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from conference.printing.documents import typeset
from tests.printing.readback import letters, open_pdf

ROOT = Path(typeset.__file__).parents[3]
TEXTS = (ROOT / "conference" / "locale" / "ar" / "LC_MESSAGES" / "django.po", ROOT / "seeds" / "parties.csv")
VOWEL_SIGNS = re.compile("[\u064b-\u0652\u0670]")
MARKS_OF_DIRECTION = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069]")
ROWS = """
#import "lib.typ": *
#let d = input()
#show: paper.with(d)
#set page(width: 180mm, height: auto, margin: 10mm)
#for row in d.rows { block(if d.serif { S(11pt, row) } else { T(9pt, row) }) }
"""


@pytest.fixture
def set_rows(tmp_path):
    (tmp_path / "lib.typ").write_bytes((typeset.templates_folder() / "lib.typ").read_bytes())
    (tmp_path / "rows.typ").write_text(ROWS)

    def made(rows, serif=False):
        data = {"title": "أسماء", "lang": "ar", "rows": rows, "serif": serif}
        return typeset.compile("rows.typ", data, root=tmp_path)

    return made


def by_pdfium(paper: bytes) -> list[str]:
    return lines_of(open_pdf(paper)[0].get_textpage().get_text_range())


def by_poppler(paper: bytes) -> list[str]:
    """As pdftotext of poppler-utils reads it, as does every viewer of that family."""
    run = subprocess.run(["pdftotext", "-nopgbrk", "-", "-"], input=paper, capture_output=True, check=True)
    return lines_of(run.stdout.decode())


_LACKING = not shutil.which("pdftotext") and not os.environ.get("CI")
BY_POPPLER = pytest.param(
    by_poppler, marks=pytest.mark.skipif(_LACKING, reason="needs pdftotext (apt-get install poppler-utils)")
)


def lines_of(text: str) -> list[str]:
    return [line for line in (MARKS_OF_DIRECTION.sub("", line).strip() for line in text.splitlines()) if line]


@pytest.mark.parametrize("serif", [False, True])
@pytest.mark.parametrize("read", [by_pdfium, BY_POPPLER])
@pytest.mark.slow
def test_every_arabic_word_of_catalogue_and_parties_comes_out_as_it_went_in(set_rows, read, serif):
    words = re.findall("[\u0621-\u0652\u0670]{2,}", "".join(one.read_text(encoding="utf-8") for one in TEXTS))
    plain = sorted({VOWEL_SIGNS.sub("", word) for word in words} - {""})
    assert len(plain) > 3000
    assert {"مصر", "الأمين", "في", "لا", "أكبر"} <= set(plain)
    assert read(set_rows(sorted(plain), serif)) == plain


@pytest.mark.parametrize("read", [by_pdfium, BY_POPPLER])
def test_whole_sentences_with_vowel_signs_are_found_without_them(set_rows, read):
    rows = [
        "جمهورية مصر العربية",
        "مملكة إسبانيا",
        "أبدًا تُطوى الورقة",
        "الأمين العام للأمم المتحدة",
        "السيد محمد الخطّابي",
    ]
    assert read(set_rows(rows)) == [*rows[:2], "أبدا تطوى الورقة", rows[3], "السيد محمد الخطابي"]


def order(paper: bytes, wanted: str) -> str:
    """Return the characters of `wanted` as they stand on the paper, from left to right."""
    found = [one for one in letters(open_pdf(paper)[0]) if one.text in wanted]
    return "".join(one.text for one in sorted(found, key=lambda one: one.start))


@pytest.mark.parametrize(
    ("row", "from_left"),
    [
        ("What a State needs, and who can give it.", "What a State needs, and who can give it."),
        ("الوثائق: OPEN/1 Order (draft)", "OPEN/1 Order"),
        ("الهاتف: +84 24 5550 6109", "+84 24 5550 6109"),
        (
            "رئيس اللجنة: Saba Wolde-Mariam, Head of the 24/7 Network، القاعة",
            "Saba Wolde-Mariam, Head of the 24/7 Network",
        ),
        ("24/7 Network", "24/7 Network"),
        ("العنوان: hanoi2025.example/visa/", "hanoi2025.example/visa/"),
    ],
)
def test_what_runs_from_left_to_right_does_so_in_an_arabic_paper(set_rows, row, from_left):
    wanted = from_left.replace(" ", "")
    assert wanted in order(set_rows([row]), "".join(set(wanted)))


def test_a_number_behind_an_arabic_comma_belongs_to_the_arabic_words(set_rows):
    """From the right: the name, the comma, the number, the minutes."""
    found = letters(open_pdf(set_rows(["Hossam El-Bendary، 4 دقائق"]))[0])
    (number,) = (one for one in found if one.text == "4")
    assert number.right < min(one.left for one in found if one.text in "HossamEl-Bendary")
    assert number.left > max(one.right for one in found if one.text in "دقائق")


def test_a_bracket_of_arabic_words_closes_at_the_left_of_a_latin_name_in_another_weight(tmp_path):
    (tmp_path / "lib.typ").write_bytes((typeset.templates_folder() / "lib.typ").read_bytes())
    bold_name = ROWS.replace("T(9pt, row)", 'T(9pt, { "وزير ("; text(weight: 600, row) })')
    (tmp_path / "bold.typ").write_text(bold_name)
    data = {"title": "أسماء", "lang": "ar", "rows": ["Otieno)"], "serif": False}
    found = letters(open_pdf(typeset.compile("bold.typ", data, root=tmp_path))[0])
    name = [letter for letter in found if letter.text in "Otieno"]
    left = [letter.text for letter in found if letter.right <= min(letter.left for letter in name) + 0.1]
    assert left in (["("], [")"])


def test_a_latin_text_stands_where_the_lines_of_an_arabic_paper_begin(set_rows):
    first, second = (
        max(one.right for one in letters(open_pdf(set_rows([row]))[0])) for row in ("القاعة", "Plenary Hall")
    )
    assert first == pytest.approx(170, abs=1)
    assert second == pytest.approx(170, abs=1)


@pytest.mark.parametrize(
    ("row", "first"), [("بتوقيت هانوي، UTC+7", "7"), ("المتكلمة: Naliaka Barasa، Chair of the Board", "d")]
)
def test_the_space_behind_an_arabic_comma_stands_before_latin_words_too(set_rows, row, first):
    found = letters(open_pdf(set_rows([row]))[0])
    (comma,) = (letter for letter in found if letter.text == "،")
    beside = max((letter for letter in found if letter.right <= comma.left), key=lambda letter: letter.right)
    assert beside.text == first
    assert comma.left - beside.right > 1


@pytest.mark.parametrize("name", ["Aït-Hamadouche", "Trần Quốc Khải Nguyên", "S. R. Thirunavukkarasu"])
def test_a_name_stands_on_one_line_of_an_arabic_paper(set_rows, name):
    rows = [f"{'كلمة ' * count}{name}" for count in range(14, 26)]
    pages = open_pdf(set_rows(rows))
    lines = [line for page in pages for line in letters(page)]
    latin = [letter for letter in lines if letter.text.isascii() or letter.text in name]
    per_row = [latin[n : n + len(name.replace(" ", ""))] for n in range(0, len(latin), len(name.replace(" ", "")))]
    assert len(per_row) == len(rows)
    for row in per_row:
        assert max(letter.bottom for letter in row) - min(letter.bottom for letter in row) < 2.5, "".join(
            letter.text for letter in row
        )
