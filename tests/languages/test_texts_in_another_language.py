"""A sentence that names a text which lacks the page's language has that text in the other one, marked (tests/desk/office/test_texts.py)."""

from __future__ import annotations

import pytest
from django.utils.html import conditional_escape
from django.utils.translation import override

from conference.translated import Translated, fill_sentence

HALL = Translated(en="Hall “A” & B")
MARKED = '<bdi lang="en" dir="ltr">Hall “A” &amp; B</bdi>'


@pytest.mark.parametrize(
    ("language", "shown"),
    [
        ("en", "2 &lt; 3 of Hall “A” &amp; B: Kenya &amp; Sons"),
        ("ar", f"2 &lt; 3 of {MARKED}: Kenya &amp; Sons"),
    ],
)
def test_a_sentence_keeps_the_mark_of_a_text_that_it_names(language, shown):
    with override(language):
        words = fill_sentence("%(n)d < 3 of %(hall)s: %(who)s", {"n": 2, "hall": HALL, "who": "Kenya & Sons"})
        assert conditional_escape(words) == shown


def test_control_plain_formatting_loses_the_mark():
    with override("ar"):
        assert conditional_escape(f"{HALL}") == "Hall “A” &amp; B"
