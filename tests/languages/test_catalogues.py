"""Each language has every sentence, with the places that the program fills in."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from gettext import c2py
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings

LOCALE = Path(settings.ROOT) / "conference" / "locale"
LANGUAGES = sorted(folder.parent.name for folder in LOCALE.glob("*/LC_MESSAGES"))
PLACES = re.compile(r"%\([a-z_]+\)[sd]|%[sd]|\{[a-z]+\}")


# To read the six takes longer than all that these tests do with them: one process reads them, once.
pytestmark = pytest.mark.xdist_group("catalogues")


@cache
def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def messages(language: str) -> list[Message]:
    return [message for message in catalogue(language) if message.id]


def texts(value: str | tuple[str, ...]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


def test_there_are_the_six_languages_beside_english():
    assert LANGUAGES == ["ar", "es", "fr", "ru", "vi", "zh_Hans"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing_or_doubtful(language):
    lacking = [m.id for m in messages(language) if m.fuzzy or not all(texts(m.string))]
    assert lacking == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_place_to_fill_in_is_there_and_no_other(language):
    wrong = []
    for message in messages(language):
        known = set(PLACES.findall(" ".join(texts(message.id))))
        for text in texts(message.string):
            found = set(PLACES.findall(text))
            # A plural form may leave the number out ("one delegation"), never name something else.
            if found - known or (isinstance(message.id, str) and known - found):
                wrong.append((message.id, text))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_plural_form_of_several_numbers_says_the_number(language):
    """Russian uses one form for 1, 21 and 31."""
    form = c2py(catalogue(language).plural_expr)
    numbers = Counter(form(number) for number in range(1, 200))
    wrong = [
        (message.id, text)
        for message in catalogue(language)
        if isinstance(message.id, tuple)
        for index, text in enumerate(message.string)
        if numbers[index] > 1 and not set(PLACES.findall(message.id[1])) <= set(PLACES.findall(text))
    ]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_sentence_begins_and_ends_as_the_english_one(language):
    """White space at an end holds words apart from what follows; what parts words is the language's own (Chinese: 、 and ，)."""
    wrong = [
        message.id
        for message in messages(language)
        if isinstance(message.id, str)
        and not (message.context or "").startswith("between ")
        and (message.id[:1].isspace(), message.id[-1:].isspace())
        != (message.string[:1].isspace(), message.string[-1:].isspace())
    ]
    assert wrong == []


def test_the_catalogues_hold_what_the_program_says():
    """`makemessages` would add nothing."""
    first, *others = [{(m.context, texts(m.id)[0]) for m in messages(language)} for language in LANGUAGES]
    assert all(other == first for other in others)
