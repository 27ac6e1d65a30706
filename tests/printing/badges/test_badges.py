"""Badges read back from the rendered page."""

import io
import itertools
from dataclasses import replace

import pikepdf
import pytest

from conference.printing.badges import writer as module
from conference.printing.badges.data import Day, Zone
from conference.printing.badges.writer import write_badges
from conference.printing.documents import typeset
from conference.printing.documents.errors import DoesNotFit, MissingGlyph, PrintError
from conference.printing.documents.fit import MM, Words, fit_paragraphs, read_geometry
from conference.printing.documents.fonts import Style
from conference.printing.documents.measure import width
from conference.printing.documents.text import clean_text
from tests.printing.readback import codes, ink, jpeg, letters, open_pdf, words
from tests.printing.specimens import (
    BOTH_DAYS,
    CONFERENCE,
    DELEGATE,
    FIRST_DAY,
    HARD_NAMES,
    HEAD,
    ORGANISATION,
    badge,
    code,
    hard_badges,
    serial_in,
)

A6 = read_geometry(typeset.templates_folder() / "badge-a6.json")


def written(badges, **options):
    out = io.BytesIO()
    write_badges(badges, out, **options)
    return out.getvalue()


@pytest.fixture(scope="module")
def hard():
    return open_pdf(written(hard_badges().values(), backs=False))


@pytest.fixture
def photo(tmp_path):
    path = tmp_path / "portrait.jpg"
    path.write_bytes(jpeg())
    return path


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_the_code_of_every_page_reads_back(hard, dpi):
    read = [codes(page, dpi) for page in hard]
    assert [[serial_in(text) for text in texts] for texts in read] == [[n] for n in range(1, len(HARD_NAMES) + 1)]


@pytest.mark.parametrize("number", range(len(HARD_NAMES)), ids=list(HARD_NAMES))
def test_no_letter_leaves_the_margins_or_its_block(hard, number):
    party, native, name, function = list(HARD_NAMES.values())[number]
    found = letters(hard[number])
    in_block = [letter for letter in found if A6.words.top - 3 < (letter.top + letter.bottom) / 2 < A6.photo.top]
    set_text = "".join(map(clean_text, (party, native, name, function))).replace(" ", "")
    # Ligatures and marks make letters fewer or more; a line that fell off the page would make them many fewer.
    assert len(in_block) > 0.7 * len(set_text)
    for letter in in_block:
        assert letter.left >= A6.words.left - 0.7, letter
        assert letter.right <= A6.words.left + A6.words.width + 0.7, letter
        assert letter.bottom <= A6.photo.top - 0.5, letter
        assert letter.top >= A6.words.top - 3.2, letter


@pytest.mark.parametrize("number", range(len(HARD_NAMES)), ids=list(HARD_NAMES))
def test_what_python_measured_is_what_typst_sets(hard, number):
    party, native, name, function = map(clean_text, list(HARD_NAMES.values())[number])
    found = letters(hard[number])
    for paragraph in fit_paragraphs(Words(party, native, name, function), A6):
        role = A6.roles[paragraph.role]
        em = paragraph.size / MM
        for place, line in enumerate(paragraph.lines):
            top = paragraph.top + place * em * (role.cap + A6.leading)
            in_line = [
                letter
                for letter in found
                if top - 0.12 * em < (letter.top + letter.bottom) / 2 < top + (role.cap + 0.12) * em
            ]
            style = Style(role.family, role.weight, paragraph.size, paragraph.language)
            measured = width(line, style) / MM
            start, end = min(letter.start for letter in in_line), max(letter.end for letter in in_line)
            # The hook of a J hangs out of its width by a twentieth of the size.
            near = 0.3 + 0.06 * em
            assert end - start == pytest.approx(measured, abs=near), line
            if paragraph.rtl:
                assert end == pytest.approx(A6.words.left + A6.words.width, abs=near)
            else:
                assert start == pytest.approx(A6.words.left, abs=near)


def test_a_badge_says_who_it_is_for(hard):
    page = words(hard[list(HARD_NAMES).index("head with a long State")])
    for text in (
        "Lao People’s Democratic Republic",
        "H.E. Mr. Somphavanh Keodouangdy",
        "Minister of Technology and Communications",
        CONFERENCE.name,
        CONFERENCE.place_dates,
        "Sat 25 Oct",
        "D Delegate",
        "No photo",
        "copy 1",
    ):
        assert text in page


def test_values_are_text_and_never_markup(hard):
    page = words(hard[list(HARD_NAMES).index("markup")])
    assert "#panic()" in page
    assert "*Bold* _it_ $x$ <b> \\u{41} [#eval]" in page
    assert '"quoted" // comment @label' in page


def test_granted_zones_are_black_and_the_others_empty():
    page = open_pdf(written([badge(zones=frozenset("GT"))], backs=False))[0]
    squares = [(40.4 + column * 10.2, 76.5 + row * 10.2) for row in range(4) for column in range(2)]
    black = [ink(page, x + 0.5, y + 0.5, x + 7.9, y + 7.9) > 0.5 for x, y in squares]
    assert dict(zip("GCPSBVMT", black, strict=True)) == {zone.letter: zone.letter in "GT" for zone in CONFERENCE.zones}


def test_days_without_access_are_struck(photo):
    both, first = (
        open_pdf(written([badge(days=days, photo=photo)], backs=False))[0] for days in (BOTH_DAYS, FIRST_DAY)
    )
    second_day = (28.6, 117.4, 48.6, 122.4)
    assert ink(both, *second_day) > 1.5 * ink(first, *second_day)
    first_day = (7, 117.4, 27, 122.4)
    assert ink(both, *first_day) == pytest.approx(ink(first, *first_day), abs=0.001)


def test_many_zones_and_days_find_room_and_too_many_are_refused():
    zones = tuple(Zone(letter, f"Hall {letter}") for letter in "ABCDEFGHIJKLMNOPQR")
    conference = replace(CONFERENCE, zones=zones)
    days = tuple(Day(f"Sun {day} Oct", True) for day in range(21, 26))
    page = open_pdf(written([badge(conference=conference, zones=frozenset("ABCR"), days=days)], backs=False))[0]
    marks = [letter for letter in letters(page) if 40 < letter.left < 60 and 76 < letter.top < 116]
    assert "".join(sorted(letter.text for letter in marks)) == "ABCR"
    assert max(letter.right for letter in marks) < A6.code.left - 2.5
    for day in days:
        assert day.words in words(page)
    row = [letter for letter in letters(page) if 117 < letter.top < 123]
    days_end, number_start = max(x.right for x in row if x.left < 66), min(x.left for x in row if x.left > 66)
    assert number_start - days_end > 2
    with pytest.raises(PrintError, match="18 zones, not for 19"):
        written([badge(conference=replace(conference, zones=(*zones, Zone("S", "Hall S"))))])
    with pytest.raises(PrintError, match="too many days"):
        written([badge(days=days * 3)])
    with pytest.raises(DoesNotFit, match="Badge A1-00000000000000: its number is too long to stand beside 5 days"):
        written([badge(serial="A1-00000000000000", days=days)])


def test_arabic_badges_keep_every_mark_in_its_place():
    arabic = replace(CONFERENCE, language="ar", name="حفل التوقيع والمؤتمر الرفيع المستوى")
    page, back = open_pdf(written([badge(conference=arabic, party_name="الجزائر", name="فاطمة القحطاني")]))
    found = letters(page)
    assert codes(page) == [code(1)]
    title = [letter for letter in found if 11 < letter.top < 16]
    assert max(letter.right for letter in title) == pytest.approx(98, abs=0.7)
    [zone] = [letter for letter in found if letter.text == "G" and 76 < letter.top < 86]
    assert zone.left < 49
    days = "".join(letter.text for letter in sorted(found, key=lambda x: x.left) if 117 < letter.top < 123)
    assert days.startswith("Sat25OctSun26Oct")
    numbers = [letter for letter in letters(back) if letter.text == "2" and letter.left < 20]
    assert numbers


def test_badges_of_two_conferences_keep_their_own_ground():
    names = [f"Conference number {number}" for number in range(1, 7)]
    pages = open_pdf(written((badge(n, conference=replace(CONFERENCE, name=names[n])) for n in range(6)), backs=False))
    assert [name in words(page) for name, page in zip(names, pages, strict=True)] == [True] * 6


def test_only_the_head_has_gold():
    def gold(page):
        image = page.render(scale=1).to_pil()
        return sum(
            1 for red, green, blue in image.get_flattened_data() if 120 < red < 160 and green < 120 and blue < 40
        )

    head, delegate = open_pdf(written([badge(1, category=HEAD), badge(2, category=DELEGATE)], backs=False))
    assert gold(head) > 2000
    assert gold(delegate) == 0


def test_a_photograph_goes_in_as_it_is(photo):
    paper = written([badge(photo=photo)], backs=False)
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        [image] = [image for image in pdf.pages[0].get_images().values() if image.get("/Filter") == "/DCTDecode"]
        assert image.read_raw_bytes() == photo.read_bytes()
        assert image.ColorSpace == "/DeviceRGB"
    page = open_pdf(paper)[0]
    pixel = page.render(scale=2).to_pil().getpixel((round(21 * MM * 2), round(95 * MM * 2)))
    assert [abs(a - b) < 6 for a, b in zip(pixel, (0x8D, 0x5F, 0x43), strict=True)] == [True] * 3
    assert "No photo" not in words(page)


def test_a_photograph_that_is_not_3_to_4_is_cut_to_its_frame(tmp_path):
    wide = tmp_path / "wide.jpg"
    wide.write_bytes(jpeg("#000000", (900, 400)))
    page = open_pdf(written([badge(photo=wide)], backs=False))[0]
    assert ink(page, 7.5, 77, 35.5, 115) == 1
    assert ink(page, 0, 77, 6.5, 115) == 0
    assert ink(page, 36.8, 77, 40, 115) == 0


def test_a_grey_photograph_is_taken(tmp_path):
    grey = tmp_path / "grey.jpg"
    grey.write_bytes(jpeg(mode="L"))
    with pikepdf.open(io.BytesIO(written([badge(photo=grey)], backs=False))) as pdf:
        spaces = {str(image.get("/ColorSpace")) for image in pdf.pages[0].get_images().values()}
    assert "/DeviceGray" in spaces


@pytest.mark.parametrize("content", [b"", b"\x89PNG\r\n\x1a\n" + b"0" * 100, b"\xff\xd8\xff\xd9", None])
def test_a_photograph_that_is_none_is_named_by_its_badge(tmp_path, content):
    path = tmp_path / "photo.jpg"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(PrintError, match="photograph of badge A1-00007"):
        written([badge(7, photo=path)])
    cmyk = tmp_path / "cmyk.jpg"
    cmyk.write_bytes(jpeg(mode="CMYK"))
    with pytest.raises(PrintError, match="A1-00007 is not a JPEG in grey or RGB"):
        written([badge(7, photo=cmyk)])


def test_backs_follow_their_fronts():
    paper = open_pdf(written([badge(1), badge(2)]))
    assert len(paper) == 4
    assert [("Where this badge leads" in words(page), "A1-00001" in words(page)) for page in paper] == [
        (False, True),
        (True, True),
        (False, False),
        (True, False),
    ]
    assert codes(paper[1]) == []


def test_a_back_that_is_too_long_is_refused():
    endless = replace(CONFERENCE, back=replace(CONFERENCE.back, lost_text="Hand it in. " * 300))
    with pytest.raises(PrintError, match="text for the back of the badge is too long"):
        written([badge(conference=endless)])
    with pytest.raises(PrintError, match="no text for the backs"):
        written([badge(conference=replace(CONFERENCE, back=None))])


def test_equal_badges_give_equal_bytes(photo):
    def paper():
        return written([badge(1, photo=photo), badge(2, category=HEAD)], title="Badges of Brazil")

    assert paper() == paper()
    assert paper() != written([badge(1, photo=photo), badge(3, category=HEAD)], title="Badges of Brazil")


def test_the_file_is_whole_and_of_the_archive_kind(photo):
    paper = written([badge(n, photo=photo) for n in range(3)], title="Badges of Brazil", layout="a4x4")
    with pikepdf.open(io.BytesIO(paper)) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert pdf.open_metadata().pdfa_status == "2B"
        assert str(pdf.docinfo["/Title"]) == "Badges of Brazil"
        assert pdf.Root.Lang == "en"
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/FontDescriptor"]
        assert fonts
        assert all("/FontFile2" in font or "/FontFile3" in font for font in fonts)


def test_names_that_differ_only_in_hidden_marks_print_alike():
    plain = written([badge(name="Nguyễn Thị Hương")], backs=False)
    assert written([badge(name="Nguye\u0302\u0303n Thi\u0323 Hu\u031bo\u031bng")], backs=False) == plain
    assert written([badge(name="\u202eNguyễn\u2066 Thị \u200fHương\u061c")], backs=False) == plain


def test_a_missing_glyph_names_badge_field_and_character_and_writes_nothing(tmp_path):
    out = tmp_path / "badges.pdf"
    out.write_bytes(b"the paper of yesterday")
    many = itertools.chain((badge(n) for n in range(1, module.CHUNK + 2)), [badge(999, name="Anna සිරි")])
    with pytest.raises(MissingGlyph) as caught:
        write_badges(many, out, backs=False)
    assert caught.value.character == "ස"
    assert str(caught.value) == (
        "No print font has “ස” (U+0DC3, SINHALA LETTER DANTAJA SAYANNA), which stands in badge A1-00999, name: “Anna සිරි”."
    )
    assert out.read_bytes() == b"the paper of yesterday"
    assert list(tmp_path.iterdir()) == [out]


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"party_name": "Thai\ue000land"}, "party"),
        ({"name_native": "\U0001f600"}, "name in its own script"),
        ({"functional_title": "Legal\x07Adviser"}, "function"),
        ({"serial": "A1-\ufffe"}, "number"),
    ],
)
def test_a_missing_glyph_is_found_in_every_field(change, field):
    with pytest.raises(MissingGlyph, match=f", {field}: "):
        written([badge(**change)])


def test_a_missing_glyph_in_what_badges_share_is_found_too():
    with pytest.raises(MissingGlyph, match=r"kinds\[0\].category.words: “Delegate \ue000”|kinds\[0\].category.words"):
        written([badge(category=replace(DELEGATE, words="Delegate \ue000"))])


def test_words_without_room_name_their_badge():
    with pytest.raises(DoesNotFit, match="Badge A1-00005: There is no room"):
        written([badge(5, name="W" * 300)])


@pytest.mark.parametrize(
    ("change", "words_of_it"),
    [
        ({"name": " \u200f "}, "Badge A1-00005 has no name"),
        ({"party_name": ""}, "Badge A1-00005 has no party"),
        ({"code": ""}, "code of badge A1-00005"),
        ({"code": "x" * 5000}, "code of badge A1-00005"),
    ],
)
def test_what_a_badge_cannot_be_without_is_asked_for(change, words_of_it):
    with pytest.raises(PrintError, match=words_of_it):
        written([badge(5, **change)])


def test_no_badges_and_no_such_layout_are_said():
    with pytest.raises(PrintError, match="no badge to print"):
        written([])
    with pytest.raises(PrintError, match="no badge layout cr90; there are a6, a4x4"):
        written([badge()], layout="cr90")


def test_a_folder_that_is_not_there_is_said(tmp_path):
    with pytest.raises(PrintError, match="no folder"):
        write_badges([badge()], tmp_path / "nowhere" / "badges.pdf")
    with pytest.raises(PrintError, match="is a folder"):
        write_badges([badge()], tmp_path)


def test_long_batches_keep_order_across_chunks_and_processes(monkeypatch, tmp_path):
    monkeypatch.setattr(module, "CHUNK", 8)
    seen = []
    result = write_badges(
        (badge(n, category=(DELEGATE, ORGANISATION, HEAD)[n % 3]) for n in range(1, 22)),
        tmp_path / "badges.pdf",
        progress=seen.append,
    )
    assert (result.pages, result.badges) == (42, 21)
    assert seen == [8, 16, 21]
    fronts = list(open_pdf(tmp_path / "badges.pdf"))[::2]
    assert [[serial_in(text) for text in codes(page)] for page in fronts] == [[n] for n in range(1, 22)]
    assert [f"A1-{n:05}" in words(page) for n, page in enumerate(fronts, 1)] == [True] * 21


def test_badges_are_taken_as_they_come(monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 4)
    taken = []

    def source():
        for number in range(1, 13):
            taken.append(number)
            yield badge(number)

    most_ahead = []
    write_badges(source(), io.BytesIO(), progress=lambda written: most_ahead.append(len(taken) - written))
    assert max(most_ahead) <= 1


def test_the_codes_end_of_a_long_batch_that_fails_is_clean(monkeypatch):
    monkeypatch.setattr(module, "CHUNK", 4)
    helpers = []
    made = module.qr.Helper

    def watched():
        helpers.append(made())
        return helpers[-1]

    monkeypatch.setattr(module.qr, "Helper", watched)
    with pytest.raises(PrintError):
        written([badge(n, code="x" * 5000 if n == 6 else code(n)) for n in range(12)])
    assert [helper.ended for helper in helpers] == [True]
