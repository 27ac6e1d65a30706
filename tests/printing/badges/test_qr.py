"""Codes as 1-bit modules, here and in the helper process."""

import zxingcpp
from PIL import Image

from conference.printing.badges import qr
from tests.printing.specimens import code


def picture(symbol):
    """The symbol with its quiet zone, four pixels a module."""
    modules = Image.frombytes("1", (symbol.size, symbol.size), symbol.rows)
    page = Image.new("L", ((symbol.size + 2 * qr.QUIET),) * 2, 255)
    page.paste(modules, (qr.QUIET, qr.QUIET))
    return page.resize((page.width * 4, page.height * 4), Image.Resampling.NEAREST)


def test_a_badge_code_is_of_version_8_with_one_bit_a_module():
    symbol = qr.encode(code(7))
    assert symbol.size == 49
    assert len(symbol.rows) == 7 * 49
    [read] = zxingcpp.read_barcodes(picture(symbol))
    assert (read.text, read.ec_level) == (code(7), "M")


def test_any_text_comes_back():
    for text in ("A", "PL1:" + "9" * 100, "Đặng Thị", "x" * 400):
        assert zxingcpp.read_barcodes(picture(qr.encode(text)))[0].text == text


def test_no_code_for_nothing_or_too_much():
    assert qr.encode("") == qr.NONE
    assert qr.encode("x" * 5000) == qr.NONE


def test_the_helper_makes_the_same_codes_in_order():
    texts = [code(number) for number in range(300)] + ["", "x" * 5000, "Đ"]
    with qr.Helper() as helper:
        first, second = helper.submit(texts[:200]), helper.submit(texts[200:])
        made = [*first, *second]
        assert not helper.ended
    assert made == list(qr.Inline().submit(texts))
    assert helper.ended


def test_codes_that_nobody_takes_do_not_hold_the_end():
    with qr.Helper() as helper:
        helper.submit([code(number) for number in range(2000)])
    assert helper.ended
