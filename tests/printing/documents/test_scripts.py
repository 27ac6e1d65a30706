"""Names in scripts of their own: each has a font and can be read back from the page."""

from __future__ import annotations

import io
import unicodedata
from collections import Counter

import pytest

from conference.printing.badges.writer import write_badges
from conference.printing.documents import text, typeset
from conference.printing.documents.errors import MissingGlyph
from conference.printing.documents.fit import MM, Words, fit_paragraphs, read_geometry
from conference.printing.documents.fonts import SERIF, Style
from conference.printing.documents.measure import width
from tests.printing.readback import letters, open_pdf
from tests.printing.specimens import badge

A6 = read_geometry(typeset.templates_folder() / "badge-a6.json")
NAMES = {
    "THAI": "นายสมชาย ทรงวุฒิชัยกุล",
    "LAO": "ທອງລຸນ ສີສຸລິດ",
    "KHMER": "ហ៊ុន ម៉ាណែត ស្រី",
    "DEVANAGARI": "श्री क्षितिज त्रिपाठी",
    "BENGALI": "শ্রী ক্ষিতীশ চন্দ্র ঘোষ",
    "HEBREW": "בִּנְיָמִין כהן־לוי",
    "GEORGIAN": "გიორგი მარგველაშვილი",
    "ARMENIAN": "Նիկոլ Փաշինյան",
    "ETHIOPIC": "ዐቢይ አሕመድ ዓሊ",
}


def printed(name: str, layout: str = "a6"):
    out = io.BytesIO()
    write_badges([badge(1, name_native=name)], out, layout=layout, backs=False)
    page = open_pdf(out.getvalue())[0]
    return [letter for letter in letters(page) if _script(letter.text)]


def _script(character: str) -> str:
    found = unicodedata.name(character[0], "").split(" ")[0]
    return found if found in NAMES else ""


@pytest.mark.parametrize("layout", ["a6", "cr80"])
@pytest.mark.parametrize("script", NAMES)
def test_a_name_in_its_own_script_is_printed_and_read_back(script: str, layout: str) -> None:
    name = text.clean_text(NAMES[script])
    assert text.find_missing_glyph(name) is None
    found = printed(name, layout)
    # Each glyph of a cluster is read as the whole cluster, so that a letter may come more often than it is written.
    read = Counter(character for letter in found for character in unicodedata.normalize("NFC", letter.text))
    alphabet = Counter(character for character in name if character.isalpha())
    assert {one: read[one] for one, count in alphabet.items() if read[one] < count} == {}
    assert set(filter(str.isalpha, read)) == set(alphabet)


@pytest.mark.parametrize("script", NAMES)
def test_what_was_measured_is_what_stands_on_the_page(script: str) -> None:
    name = text.clean_text(NAMES[script])
    native = next(
        one for one in fit_paragraphs(Words("Brazil", name, "Ms. Iolanda Pitangui", ""), A6) if one.role == "native"
    )
    wide = width(name, Style(SERIF, A6.roles["native"].weight, native.size, native.language)) / MM
    found = printed(name)
    ends = max(letter.end for letter in found) - min(letter.start for letter in found)
    assert ends == pytest.approx(wide, abs=1.0)
    assert wide <= A6.words.width


@pytest.mark.parametrize("script", ["THAI", "KHMER", "DEVANAGARI"])
def test_signs_over_and_under_the_letters_have_room(script: str) -> None:
    plain, tall = (
        fit_paragraphs(Words("Brazil", name, "Ms. Iolanda Pitangui", ""), A6)
        for name in (NAMES["ARMENIAN"], NAMES[script])
    )
    party, native, name = tall
    assert native.top - party.top == pytest.approx(plain[1].top - plain[0].top + 0.16 * native.size / MM, abs=0.01)
    role = A6.roles["native"]
    assert name.top - native.top == pytest.approx(role.cap * native.size / MM + role.rtl_gap, abs=0.01)


def test_a_script_without_a_font_is_still_refused() -> None:
    assert text.find_missing_glyph("සිරි") == "ස"
    with pytest.raises(MissingGlyph, match=r"SINHALA LETTER"):
        printed("සිරි")
