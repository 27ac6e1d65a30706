"""Numbers are grouped as CLDR has it for each language, in Latin digits."""

from __future__ import annotations

import pytest
from babel.numbers import format_decimal
from django.conf import settings
from django.template import Context, Template
from django.utils.formats import number_format
from django.utils.translation import override, to_locale

GROUPED = {
    "en": "1,454",
    "fr": "1\u202f454",
    "es": "1.454",
    "ru": "1\u00a0454",
    "zh-hans": "1,454",
    "ar": "1,454",
    "vi": "1.454",
}


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_thousands_are_grouped_as_the_language_does_on_papers_and_pages(language):
    with override(language):
        assert number_format(1454, force_grouping=True) == GROUPED[language]
        assert Template('{{ n|floatformat:"0g" }}').render(Context({"n": 1454})) == GROUPED[language]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@pytest.mark.parametrize("number", [454, 14_540, 1_454_000, 3.5])
def test_numbers_of_any_size_are_written_as_cldr_has_them(language, number):
    with override(language):
        assert number_format(number, force_grouping=True) == format_decimal(number, locale=to_locale(language))
