"""What a screen reader says of a file of badges."""

import io

import pikepdf

from conference.printing.badges.data import Cover
from conference.printing.badges.writer import write_badges
from tests.printing.specimens import CONFERENCE, badge


def written(badges, layout):
    out = io.BytesIO()
    write_badges(badges, out, layout=layout)
    return out


def said_of(page: pikepdf.Page, pdf: pikepdf.Pdf) -> list[list[str]]:
    """Return what a screen reader says of a page, by its paragraphs and their lines, in the order in which they are drawn."""
    tree = pdf.Root.StructTreeRoot.ParentTree.Nums
    elements = tree[list(tree)[::2].index(page.obj.StructParents) * 2 + 1]
    numbers = [
        int(operands[1].MCID) for operands, operator in pikepdf.parse_content_stream(page) if str(operator) == "BDC"
    ]
    assert [int(element.K) for element in elements] == numbers == list(range(len(numbers)))
    assert {element.Pg.objgen for element in elements} <= {page.obj.objgen}
    assert {element.P.objgen for element in elements} <= {pdf.Root.StructTreeRoot.K.objgen}
    return [str(element.ActualText).split("\n") for element in elements]


def test_a_screen_reader_says_each_badge_in_the_order_in_which_it_is_read():
    numbers = range(1, 6)
    with pikepdf.open(written([badge(n) for n in numbers], "a4x4")) as pdf:
        pages = [said_of(page, pdf) for page in pdf.pages]
        document = pdf.Root.StructTreeRoot.K
        assert (str(document.S), bool(pdf.Root.MarkInfo.Marked), str(pdf.Root.Lang)) == ("/Document", True, "en")
        assert len(document.K) == 10
    assert [len(page) for page in pages] == [4, 4, 1, 1]
    first = badge(1)
    assert pages[0][0][:5] == [
        CONFERENCE.name,
        CONFERENCE.place_dates,
        first.party_name,
        first.name,
        first.functional_title,
    ]
    assert [lines[-1] for page in pages for lines in page] == [
        f"A1-{n:05}, copy 1" for n in [1, 2, 3, 4, 1, 2, 3, 4, 5, 5]
    ]
    assert pages[1][0][0] == "Where this badge leads"


def test_a_screen_reader_says_a_card_and_its_cover():
    cover = Cover(CONFERENCE, "Brazil", ("5 badges",), "Hanoi")
    with pikepdf.open(written([cover, badge(1, name_native="松永 幸子")], "cr80")) as pdf:
        front_of_cover, back_of_cover, front, back = (said_of(page, pdf) for page in pdf.pages)
    assert front_of_cover == [[CONFERENCE.name, "Brazil", "5 badges", "Hanoi"]]
    assert back_of_cover == []
    assert "松永 幸子" in front[0]
    assert (back[0][0], back[0][-1]) == ("Where this badge leads", "A1-00001, copy 1")
