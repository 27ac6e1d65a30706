"""From a template and data to a PDF: values are text, equal data give equal bytes."""

import io
import re
from datetime import UTC, datetime

import pikepdf
import pytest

from conference.printing.documents import fonts, typeset
from conference.printing.documents.errors import BrokenTemplate, MissingGlyph, PrintError
from conference.printing.documents.text import check_glyphs, clean_text, find_missing_glyph
from tests.printing.readback import open_pdf, words

PLAIN = """
#import "lib.typ": *
#let d = input()
#show: paper.with(d)
#heading(level: 1, d.title)
#for row in d.rows { block(row.name) }
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "lib.typ").write_bytes((typeset.templates_folder() / "lib.typ").read_bytes())
    (tmp_path / "plain.typ").write_text(PLAIN)
    return tmp_path


def plain(folder, *names, **more):
    data = {"title": "Speakers", "author": "Secretariat", "lang": "en", "rows": [{"name": name} for name in names]}
    return typeset.compile("plain.typ", data | more, root=folder)


def test_values_are_text_and_never_markup(folder):
    hostile = [
        "#panic()",
        "*b* $x^2$ #sys.inputs",
        '"); #read("lib.typ")',
        "\\u{41} `code` <label> @ref",
        "{{ }} </text>",
    ]
    page = words(open_pdf(plain(folder, *hostile))[0])
    for value in hostile:
        assert value in page


def test_equal_data_give_equal_bytes_and_the_time_is_the_callers(folder):
    assert plain(folder, "Anna") == plain(folder, "Anna")
    data = {"title": "T", "rows": []}
    noon = typeset.compile("plain.typ", data, root=folder, at=datetime(2025, 10, 25, 5, tzinfo=UTC))
    with pikepdf.open(io.BytesIO(noon)) as pdf:
        assert str(pdf.docinfo["/CreationDate"]) == "D:20251025050000Z"


def test_a_paper_names_us_and_no_other_program(folder):
    """Said three times in a file; each offset in it still leads to what it led to."""
    paper = plain(folder, "Anna")
    assert b"Typst" not in paper
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert not pdf.check_pdf_syntax()
        assert set(pdf.docinfo) == {"/Title", "/Author", "/Creator", "/CreationDate", "/ModDate"}
        assert str(pdf.docinfo["/Creator"]) == "Plenipo"
        record = pdf.Root.Metadata.read_bytes()
    assert b"<xmp:CreatorTool>Plenipo</xmp:CreatorTool>" in record
    assert b"<stEvt:softwareAgent>Plenipo</stEvt:softwareAgent>" in record
    assert not re.search(rb"(?i)typst|krilla|qpdf", record)
    assert "Anna" in words(open_pdf(paper)[0])


def test_metadata_language_and_headings_are_there_for_screen_readers(folder):
    with pikepdf.open(io.BytesIO(plain(folder, "Anna", lang="fr"))) as pdf:
        assert (str(pdf.docinfo["/Title"]), str(pdf.docinfo["/Author"])) == ("Speakers", "Secretariat")
        assert pdf.Root.Lang == "fr"
        assert pdf.Root.MarkInfo.Marked
        assert pdf.open_metadata().pdfa_status == "2B"
        tags = [str(o.S) for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/StructElem"]
        assert "/H1" in tags


def test_only_the_print_fonts_are_used():
    families = set(fonts.typst_fonts().families())
    assert families == {
        "Source Serif 4",
        "IBM Plex Sans",
        "Plenipo Arabic",
        "Noto Sans CJK SC",
        "Noto Sans CJK TC",
        "Noto Sans CJK HK",
        "Noto Sans CJK JP",
        "Noto Sans CJK KR",
        *fonts.SCRIPTS,
    }
    assert fonts.typst_fonts() is fonts.typst_fonts()


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ("Sinhala ස", "“ස” (U+0DC3, SINHALA LETTER DANTAJA SAYANNA), which stands in rows[1].name: “Sinhala ස”"),
        ("a\x07b", "(U+0007, control character), which stands in rows[1].name: “a\ufffdb”"),
        ("a\ue000", "(U+E000), which stands in rows[1].name"),
        ("\U0001f600", "“😀” (U+1F600, GRINNING FACE)"),
    ],
)
def test_a_missing_glyph_names_character_code_and_value(folder, value, message):
    with pytest.raises(MissingGlyph) as caught:
        plain(folder, "Anna", value)
    assert message in str(caught.value)
    assert caught.value.character in value


def test_a_combination_that_no_font_can_draw_is_found_by_typst_itself(folder, monkeypatch):
    """Control: with our own look at the values off, Typst refuses to print a box."""
    monkeypatch.setattr(typeset.text, "check_glyphs", lambda value, place: None)
    with pytest.raises(MissingGlyph) as caught:
        plain(folder, "Anna", "සිරි")
    assert caught.value.character == "ස"
    assert "rows[1].name: “සිරි”" in str(caught.value)


def test_a_template_that_is_missing_or_broken_is_said_without_a_trace(folder):
    with pytest.raises(PrintError, match=r"no print template nothing\.typ"):
        typeset.compile("nothing.typ", {"title": "T"}, root=folder)
    (folder / "broken.typ").write_text("= Title\n#let x = 1 / 0")
    with pytest.raises(PrintError) as caught:
        typeset.compile("broken.typ", {"title": "T"}, root=folder)
    assert (
        str(caught.value)
        == "The print template broken.typ could not be set (broken.typ, line 2): cannot divide by zero."
    )
    # The fault's own file and line, not the template's that imports it.
    (folder / "part.typ").write_text("\n\n#let words = nosuch")
    (folder / "whole.typ").write_text('#import "part.typ": words\n#words')
    with pytest.raises(BrokenTemplate) as caught:
        typeset.compile("whole.typ", {"title": "T"}, root=folder)
    place = (caught.value.template, caught.value.file, caught.value.line, caught.value.problem)
    assert place == ("whole.typ", "part.typ", 3, "unknown variable: nosuch")
    (folder / "refusing.typ").write_text('#import "lib.typ": *\n#refuse("A badge has “18” zones.")')
    with pytest.raises(PrintError, match=r"^A badge has “18” zones\.$"):
        typeset.compile("refusing.typ", {"title": "T"}, root=folder)


def test_templates_read_nothing_outside_their_folder(folder):
    (folder / "curious.typ").write_text('#read("/../../etc/hostname")')
    with pytest.raises(PrintError):
        typeset.compile("curious.typ", {"title": "T"}, root=folder)


def test_the_folder_can_be_set(settings, folder):
    settings.PRINT_TEMPLATES = str(folder)
    assert "Anna" in words(open_pdf(typeset.compile("plain.typ", {"title": "T", "rows": [{"name": "Anna"}]}))[0])


@pytest.mark.parametrize(
    ("value", "cleaned"),
    [
        ("  Anna \t\n Maria ", "Anna Maria"),
        ("Nguye\u0302\u0303n", "Nguyễn"),
        ("\u202eabc\u2066\u200f", "abc"),
        ("co\u00adop\u200b", "coop"),
        ("علی\u200cاکبر", "علی\u200cاکبر"),
        ("a\u00a0b", "a\u00a0b"),
        ("a\u2028b\x85c", "a b c"),
    ],
)
def test_values_are_cleaned_of_what_cannot_be_seen(value, cleaned):
    assert clean_text(value) == cleaned


def test_what_has_no_shape_of_its_own_is_never_missing():
    assert find_missing_glyph("علی\u200cاکبر \u2060\u00a0\u2009 a\ufe0f") is None
    check_glyphs({"rows": [{"n": 5, "on": True, "none": None, "name": "Đặng\nThị"}]}, "")
