from __future__ import annotations

import io
from dataclasses import replace

import pytest

from conference.printing.badges import writer as module
from conference.printing.badges.data import Cover, Zone
from conference.printing.badges.writer import write_badges
from conference.printing.documents import typeset
from conference.printing.documents.errors import DoesNotFit, PrintError
from conference.printing.documents.fit import MM, read_geometry
from tests.printing.readback import codes, ink, jpeg, letters, open_pdf, words
from tests.printing.specimens import CONFERENCE, HARD_NAMES, HEAD, badge, hard_badges, serial_in

CR80 = read_geometry(typeset.templates_folder() / "badge-cr80.json")
# 54 mm are too narrow for one word of more than forty letters.
TOO_LONG = {"one word of 60", "hyphens"}
CARD = replace(CONFERENCE, back=replace(CONFERENCE.back, card_text="Lost: tell the Accreditation Office at once."))


def written(badges, **options):
    out = io.BytesIO()
    write_badges(badges, out, layout="cr80", **options)
    return open_pdf(out.getvalue())


def test_codes_read_back_from_the_backs_at_print_size():
    paper = written([badge(n, conference=CARD) for n in range(1, 6)], backs=False)
    assert len(paper) == 10  # without its back a card opens nothing, so it always has one
    for page in paper:
        assert (page.get_width() / MM, page.get_height() / MM) == pytest.approx((85.6, 54), abs=0.01)
    for dpi in (150, 300):
        read = [codes(page, dpi) for page in paper]
        assert read[::2] == [[]] * 5
        assert [[serial_in(text) for text in texts] for texts in read[1::2]] == [[n] for n in range(1, 6)]


def test_what_stands_on_which_side(tmp_path):
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(jpeg("#000000"))
    front, back = written([badge(conference=CARD, photo=photo, category=HEAD, zones=frozenset("GT"))])
    for text in (
        "Brazil",
        "Ms. Iolanda Pitangui",
        "First Secretary",
        "H Head of delegation",
        "A1-00001",
        "copy 1",
        "Sat 25 Oct",
    ):
        assert text in words(front)
    assert ink(front, 61.5, 9, 81.5, 36) == 1
    black = [ink(front, 3.6 + 5.9 * n + 0.4, 32, 3.6 + 5.9 * n + 4.5, 36) > 0.5 for n in range(8)]
    assert dict(zip("GCPSBVMT", black, strict=True)) == {letter: letter in "GT" for letter in "GCPSBVMT"}
    for text in ("Plenary Hall", "115", "Lost: tell the Accreditation Office", "A1-00001", "copy 1"):
        assert text in words(back)
    # The quiet zone of the code: four of its 49 modules.
    quiet, box = CR80.code.width / 49 * 4, CR80.code
    assert ink(back, box.left - quiet, box.top - quiet, box.left - 0.1, box.top + box.width) == 0
    assert ink(back, box.left + box.width + 0.1, box.top, box.left + box.width + quiet, box.top + box.width) == 0
    assert ink(back, box.left, box.top + box.width + 0.1, box.left + box.width, box.top + box.width + quiet - 0.1) == 0


def test_no_letter_leaves_its_block_and_what_has_no_room_is_refused():
    good = {what: replace(one, conference=CARD) for what, one in hard_badges().items() if what not in TOO_LONG}
    fronts = list(written(good.values()))[::2]
    assert len(fronts) == len(HARD_NAMES) - 2
    for what, page in zip(good, fronts, strict=True):
        block = [x for x in letters(page) if 8 < (x.top + x.bottom) / 2 < 31]
        assert block, what
        for letter in block:
            assert letter.left >= CR80.words.left - 0.5, (what, letter)
            assert letter.right <= CR80.words.left + CR80.words.width + 0.5 or letter.left >= CR80.photo.left, (
                what,
                letter,
            )
    for what in TOO_LONG:
        with pytest.raises(DoesNotFit, match="no room for a word"):
            written([replace(hard_badges()[what], conference=CARD)])


def test_a_card_has_room_for_13_zones():
    zones = tuple(Zone(letter, f"Hall {letter}") for letter in "ABCDEFGHIJKLM")
    front, back = written([badge(conference=replace(CARD, zones=zones), zones=frozenset("ABCM"))])
    row = [x for x in letters(front) if 31 < x.top < 36 and x.left < 58]
    assert "".join(x.text for x in row) == "ABCM"
    assert "Hall M" in words(back)
    with pytest.raises(PrintError, match="13 zones, not for 14"):
        written([badge(conference=replace(CARD, zones=(*zones, Zone("N", "Hall N"))))])


@pytest.mark.parametrize(("layout", "backs"), [("a6", False), ("a6", True), ("a4x4", True), ("cr80", True)])
def test_a_cover_begins_a_page_and_a_sheet_of_its_own(monkeypatch, layout, backs):
    monkeypatch.setattr(module, "CHUNK", 4)
    items = [Cover(CARD, "Brazil", ("5 badges",), "Printed at 18:30")]
    items += [badge(n, conference=CARD) for n in range(1, 6)]
    items += [
        Cover(CARD, "United Kingdom of Great Britain and Northern Ireland", ("1 badge",), "Printed at 18:30"),
        badge(6, conference=CARD),
    ]
    out = io.BytesIO()
    seen = []
    result = write_badges(items, out, layout=layout, backs=backs, progress=seen.append)
    pages = list(open_pdf(out.getvalue()))
    assert (result.badges, seen[-1], result.pages) == (6, 6, len(pages))
    covers = [n for n, page in enumerate(pages) if "Printed at 18:30" in words(page)]
    # Brazil's five take five pages, or two sheets; printed on both sides, every page has its back, and a cover's is empty.
    sides, fives = 2 if backs else 1, 2 if layout == "a4x4" else 5
    assert covers == [0, sides * (1 + fives)]
    assert len(pages) == sides * (1 + fives + 1 + 1)
    if backs:
        assert [words(pages[n + 1]) for n in covers] == ["", ""]
    assert [serial_in(text) for page in pages for text in codes(page)] == [1, 2, 3, 4, 5, 6]


def test_a_telephone_number_stands_on_the_line_of_its_words():
    numbers = (
        ("Medical emergency", "115"),
        ("Police", "113"),
        ("Fire", "114"),
        ("Conference security, any house phone", "2125"),
    )
    conference = replace(CARD, back=replace(CARD.back, numbers=numbers))
    back = written([badge(conference=conference)])[1]
    lines = [" ".join(line.split()) for line in back.get_textpage().get_text_range().splitlines()]
    for what in ("Medical emergency 115", "Police 113", "Fire 114", "phone 2125"):
        assert any(what.split()[-2] + " " + what.split()[-1] in line for line in lines), lines
