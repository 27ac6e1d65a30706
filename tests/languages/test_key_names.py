"""The names of keys on pages and in the list of shortcuts, as the keyboards of a language call them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template.loader import render_to_string
from django.utils.translation import override

NAMES = {
    "en": ("Space", "Enter"),
    "fr": ("Espace", "Entrée"),
    "es": ("Espacio", "Intro"),
    "ar": ("مسافة", "إدخال"),
    "ru": ("Пробел", "Ввод"),
    "zh-hans": ("空格", "回车"),
    "vi": ("Dấu cách", "Enter"),
}

TEMPLATES = Path(__file__).parents[2] / "templates"


@pytest.mark.parametrize("language", NAMES)
def test_the_shortcuts_name_space_and_enter_in_the_language_of_the_page(language):
    with override(language):
        page = render_to_string("parts/keys.html")
    assert re.findall(r'data-(space|enter)="([^"]+)"', page) == list(
        zip(("space", "enter"), NAMES[language], strict=True)
    )


def test_no_page_names_a_key_in_english_alone():
    named = re.compile(r"<kbd[^>]*>(?:Space|Enter|Home|End)</kbd>")
    assert [str(one.relative_to(TEMPLATES)) for one in TEMPLATES.rglob("*.html") if named.search(one.read_text())] == []
