"""Names: every script and a single name; nothing that hides, turns or heaps."""

from __future__ import annotations

import time
import unicodedata

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from delegations.registration.members.rules import clean_name, clean_number
from tests.people import make_focal_point, make_member, sign_in
from tests.registration.kit import post


@pytest.mark.parametrize(
    "name",
    [
        "Nguyễn",
        "Đặng Thuỳ Linh",
        "ناديه عبد العزيز",
        "王小明",
        "Иван Петров-Водкин",
        "O'Brien",
        "Jean‑Luc d’Arc",
        "Xi",
        "می‌خواهم",  # Persian: a zero-width non-joiner between two letters
        "क्‍ष",  # Devanagari: a zero-width joiner
        "שָׁלוֹם",  # Hebrew with points
        "<b>Bold</b>",
        "{{ name }}",
    ],
)
def test_names_that_stay_as_they_are(name):
    assert clean_name(name) == unicodedata.normalize("NFC", name)


def test_composed_and_decomposed_are_one():
    assert clean_name(unicodedata.normalize("NFD", "Nguyễn")) == "Nguyễn"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ana   Maria \t Silva\n", "Ana Maria Silva"),
        ("\u200fحسام\u200f", "حسام"),
        ("Ana\u200bMaria", "AnaMaria"),
        ("\ufeffAna", "Ana"),
        ("\u200cAna\u200d", "Ana"),
        ("Ana\u2028Silva", "Ana Silva"),
        ("", ""),
        ("   ", ""),
    ],
)
def test_what_nobody_sees_is_dropped(typed, kept):
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("Ana\u202eavliS", r"reverses the direction of the text \(U\+202E\)\. Delete the text and type it"),
        ("Ana\u2066Silva", r"\(U\+2066\)"),
        ("Ana\x00Silva", r"a control character \(U\+0000\)"),
        ("Ana\x1bSilva", r"a control character \(U\+001B\)"),
        ("Ana\u200c\u200cSilva", r"a control character \(U\+200C\)"),
        ("Ana\U000e0041Silva", r"a control character \(U\+E0041\)"),
        ("Ana\ue000Silva", r"a control character \(U\+E000\)"),
        ("A" + "\u0323" * 6, "One letter carries more than 4 accents or marks"),
        ("A" + "\u0300" * 5000, "characters, which is too long for a name"),
        ("12345", "“12345” contains no letter"),
        ("---", "contains no letter"),
    ],
)
def test_what_is_refused_says_why(name, says):
    with pytest.raises(ValidationError, match=says):
        clean_name(name)


def test_a_heap_of_marks_costs_no_time():
    """Composing takes the square of the marks in a row: half a million would take minutes."""
    begun = time.perf_counter()
    with pytest.raises(ValidationError):
        clean_name("A" + "\u0323\u0300" * 250_000)
    assert time.perf_counter() - begun < 1


@pytest.mark.slow
@given(st.text(max_size=60))
def test_whatever_is_kept_is_kept_again(text):
    try:
        kept = clean_name(text)
    except ValidationError:
        return
    assert clean_name(kept) == kept
    assert not any(unicodedata.category(c) in {"Cc", "Cs", "Co"} for c in kept)


@pytest.mark.parametrize(
    ("typed", "kept"), [(" bk 041 7726 ", "BK 041 7726"), ("ab-12/3", "AB-12/3"), ("ＡＢ１２３", "AB123"), ("", "")]
)
def test_document_numbers(typed, kept):
    assert clean_number(typed) == kept


@pytest.mark.parametrize("typed", ["x", "№!", "A" * 31, "12;34", "<1234>"])
def test_document_numbers_that_are_none(typed):
    with pytest.raises(ValidationError):
        clean_number(typed)


def test_the_form_says_it_at_the_field_and_keeps_the_rest(client, world):
    sign_in(client, make_focal_point("KEN"))
    make_member("KEN")
    answer = client.post("/portal/ken/members/new/", post(family_name="Ana\u202eavliS", hotel="Lotus"))
    [message] = answer.context["form"].errors["family_name"]
    assert "U+202E" in message
    assert 'value="Lotus"' in answer.content.decode()


def test_nul_is_no_server_error(client, world):
    sign_in(client, make_focal_point("KEN"))
    make_member("KEN")
    for field in ("family_name", "hotel", "document_number", "email", "nationality", "capacity"):
        assert client.post("/portal/ken/members/new/", post(**{field: "a\x00b"})).status_code == 422
