"""What stands in a row is joined as each language joins it, and languages are called as it calls them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.translation import gettext, override

from conference.look import lists, marks
from conference.look.language_names import language_codes, language_name, languages_text
from conference.look.lists import in_words, join_by_semicolons, join_facts, join_offices, join_sentences, with_brackets
from tests.languages.test_catalogues import messages, texts


@pytest.mark.parametrize(
    ("language", "three", "facts", "with_commas"),
    [
        ("ar", "A وB وC", "A\u200f، B", "A؛ B"),
        ("en", "A, B, C", "A, B", "A; B"),
        ("es", "A, B y C", "A, B", "A; B"),
        ("fr", "A, B et C", "A, B", "A\u202f; B"),
        ("ru", "A, B и C", "A, B", "A; B"),
        ("vi", "A, B và C", "A, B", "A; B"),
        ("zh-hans", "A、B和C", "A，B", "A；B"),
    ],
)
def test_things_are_joined_by_the_pattern_and_facts_by_the_comma_of_the_language(language, three, facts, with_commas):
    with override(language):
        assert (in_words("ABC"), join_facts(["A", "", None, "B"]), join_by_semicolons("AB")) == (
            three,
            facts,
            with_commas,
        )
        assert (in_words([]), in_words("A")) == ("", "A")


@pytest.mark.parametrize(
    ("language", "offices", "joined"),
    [
        ("en", ["Head of delegation", "", "Minister"], "Head of delegation, Minister"),
        ("fr", ["Chef de délégation", "Ministre"], "Chef de délégation, ministre"),
        ("ru", ["Глава делегации", "Министр"], "Глава делегации, министр"),
        ("zh-hans", ["代表团团长", "部长"], "代表团团长，部长"),
        ("ar", [], ""),
    ],
)
def test_only_english_writes_each_office_in_a_row_with_a_capital(language, offices, joined):
    with override(language):
        assert join_offices(offices) == joined


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Gu Wenchao. Dress: suit. Why?"),
        ("ar", "Gu Wenchao. Dress: suit. Why?"),
        ("zh-hans", "Gu Wenchao。Dress: suit. Why?"),
    ],
)
def test_sentences_follow_one_another_with_the_stop_of_the_language(language, said):
    with override(language):
        assert join_sentences(["Gu Wenchao", "", "Dress: suit.", "Why?"]) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("ar", "الإنكليزية والفييتنامية"),
        ("en", "English and Vietnamese"),
        ("es", "inglés y vietnamita"),
        ("fr", "anglais et vietnamien"),
        ("ru", "английский и вьетнамский"),
        ("vi", "tiếng Anh và tiếng Việt"),
        ("zh-hans", "英语和越南语"),
    ],
)
@pytest.mark.parametrize(
    "written", ["English and Vietnamese", "anglais, vietnamien", "английский и вьетнамский", "英语和越南语"]
)
def test_languages_that_somebody_wrote_down_are_read_in_the_readers(language, said, written):
    with override(language):
        assert languages_text(written) == said


@pytest.mark.parametrize("written", ["", "whispered, for the Minister only", "English and signs"])
def test_what_is_no_list_of_languages_stays_as_it_was_written(written):
    with override("fr"):
        assert languages_text(written) == written


@pytest.mark.parametrize(("language", "said"), [("en", "Delegate (2)"), ("zh-hans", "Delegate（2）")])
def test_a_number_in_brackets_has_those_of_the_language(language, said):
    with override(language):
        assert with_brackets("Delegate", 2) == said


def test_no_template_writes_brackets_of_one_language():
    """Brackets around a value come from `in_brackets`, or stand inside a sentence that is translated."""
    sentence = re.compile(r"{% blocktranslate.*?{% endblocktranslate %}", re.DOTALL)
    tag = re.compile(r"<[^>]*>")
    written = [
        path
        for path in sorted((Path(settings.ROOT) / "templates").rglob("*.html"))
        if re.search(r"\({[{%][^}]*[}%]}\.?\)", tag.sub("", sentence.sub("", path.read_text())))
    ]
    assert written == []


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_a_language_has_one_name_on_pages_and_papers(language):
    names = {
        "ar": "Arabic",
        "en": "English",
        "es": "Spanish",
        "fr": "French",
        "ru": "Russian",
        "vi": "Vietnamese",
        "zh": "Chinese",
    }
    with override(language):
        assert {language_name(code) for code in names} == {gettext(name) for name in names.values()}
        for code in names:
            assert language_codes(language_name(code)) == [code]


# A comma or colon between two values takes the direction of both when they are names in Latin letters, or a name and a number.
WITHOUT_MARK = re.compile(r"(%\(\w+\)s|\{\w+\})[،:] (?=%\(|\{)")
MARK = "\N{RIGHT-TO-LEFT MARK}"


def test_a_mark_stands_before_what_joins_two_values_of_an_arabic_sentence():
    translations = [text for message in messages("ar") for text in texts(message.string)]
    assert [text for text in translations if WITHOUT_MARK.search(text)] == []
    assert sum(f"s{MARK}، %" in text or f"s{MARK}: %" in text for text in translations) > 20


@pytest.mark.parametrize("mark", [lists.comma, marks.comma, marks.list_comma, marks.colon, marks.full_stop])
def test_what_joins_two_facts_begins_with_the_mark_in_arabic_alone(mark):
    with override("ar"):
        assert mark().startswith(MARK)
    with override("en"):
        assert mark().isascii()


def test_a_telephone_behind_a_name_is_no_part_of_it():
    with override("ar"):
        assert lists.join_facts(["Trần Thu Hà", "+84 24 5550 0142"]) == f"Trần Thu Hà{MARK}، +84 24 5550 0142"
