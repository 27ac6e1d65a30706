"""Each catalogue is punctuated as its language is, and no English is left inside."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from django.utils.translation import gettext, override

from tests.languages.test_catalogues import LANGUAGES, PLACES, messages, texts

pytestmark = pytest.mark.xdist_group("catalogues")

FORMS = {"ar": 6, "es": 2, "fr": 2, "ru": 3, "vi": 1, "zh_Hans": 1}
MARKUP = re.compile(r"<[^>]*>|&[a-z]+;")
# What programs, keys, formats and codes are called in every language, and examples of what one types.
NAMES = frozenset(
    re.findall(
        r"\S+",
        """A Alt Authorization Authorize Barasa.jpg Bearer CR CSV Cookie cookie Dr End Enter Escape Excel F France Gambia H.E HRH
    HTML HTTPS Home IANA Idempotency-Key JPEG JSON JavaScript KE KEN Kenya M MB MHz Message-ID Mr Ms Naliaka OpenAPI PDF PIN PNG QR SHA
    U UNODC UTC UTF W X XFA YYYY-MM-DD Z ZIP audit b dpi flag-icons https ics id import import_programme j jpg l E Y n
    programme verify verify_audit xlsx""",
    )
)
EXAMPLES = re.compile(r"the, la, l['’]|the Republic of the Gambia|Trịnh Quốc Bảo|TREATIES-XVIII\.16")
ENGLISH = re.compile(r"\b(?:the|of|and|with|is|are|was|been|your|this|that|which|from|not|who|at)\b", re.IGNORECASE)


def told(language: str) -> Iterator[str]:
    """Each text that is shown, without the places to fill in, markup and examples."""
    for message in messages(language):
        for text in texts(message.string):
            yield MARKUP.sub("", EXAMPLES.sub("", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_number_has_every_form_of_the_language(language):
    lacking = [
        message.id
        for message in messages(language)
        if isinstance(message.id, tuple) and (len(message.string) != FORMS[language] or not all(message.string))
    ]
    assert lacking == []


def test_arabic_has_its_own_comma_semicolon_and_question_mark():
    wrong = [text for text in told("ar") if re.search(r"[\u0620-\u064a][,;?]", text)]
    assert wrong == []


def test_chinese_is_punctuated_at_full_width():
    wrong = [text for text in told("zh_Hans") if re.search(r"[一-鿿][,;:?!()]|[,;:?!()][一-鿿]", text)]
    assert wrong == []


def test_russian_is_written_without_yo_as_in_united_nations_documents():
    assert [text for text in told("ru") if re.search("[ёЁ]", text)] == []


def test_french_has_a_narrow_space_before_high_marks_and_inside_quotation_marks():
    wrong = [text for text in told("fr") if re.search(r"[ \u00a0][:;!?»]|«[^\u202f]|[^\u202f]»|\w[;!?](?!\w)", text)]
    # What is typed into a field or sent to a machine is no French.
    assert [text for text in wrong if not re.search(r"KEN; (?:France|UNODC)\.", text)] == []


@pytest.mark.parametrize("language", ["ar", "ru", "zh_Hans"])
def test_no_latin_word_stands_in_another_script_but_names(language):
    words = {
        word
        for text in told(language)
        for word in re.findall(r"[A-Za-z](?:[A-Za-z_.-]*[A-Za-z])?", PLACES.sub(" ", text))
    }
    assert words - NAMES == set()


@pytest.mark.parametrize("language", ["es", "fr", "vi"])
def test_no_english_word_stands_in_another_latin_language(language):
    wrong = [text for text in told(language) if ENGLISH.search(PLACES.sub(" ", text))]
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_left_in_english(language):
    same = [
        message.id
        for message in messages(language)
        if isinstance(message.id, str)
        and message.id == message.string
        and re.search(r"[a-z]{2,} [a-z]{2,}", message.id)
    ]
    # French calls the paper of a mission as English does, since English has the word from it.
    assert [sentence for sentence in same if not re.search("otes? verbale", sentence)] == []


# A State's name brings its own article (`le Royaume du Maroc`), and a person's name may begin with a vowel: no sentence puts either behind
# a word that melts with an article or loses its vowel.
@pytest.mark.parametrize(
    ("language", "state", "said"),
    [
        ("fr", "le Royaume du Maroc", "J’invite à présent M. X à signer pour le Royaume du Maroc."),
        ("es", "el Reino de Marruecos", "Invito ahora a firmar por el Reino de Marruecos a M. X."),
    ],
)
def test_the_announcer_calls_a_state_by_its_name_with_the_article(language, state, said):
    with override(language):
        sentence = gettext("I now invite {person} to sign on behalf of {party}.")
    assert sentence.format(person="M. X", party=state) == said


@pytest.mark.parametrize(
    ("language", "melting"),
    [
        ("fr", r"\b(?:de|du|à|au|que) (?:\{party\}|%\((?:us|them|party)\)s)|\bde (?:<b>)?%\((?:instead|instead_of)\)s"),
        ("es", r"\b(?:de|a) (?:\{party\}|%\(us\)s)"),
    ],
)
def test_no_sentence_puts_a_state_behind_a_word_that_melts_with_its_article(language, melting):
    found = re.compile(melting)
    wrong = [text for message in messages(language) for text in texts(message.string) if found.search(text)]
    assert wrong == []


@pytest.mark.parametrize(
    ("msgid", "said"),
    [
        ("Companion of %(name)s", "Accompagne Achieng Otieno"),
        ("To take over from %(name)s", "Pour succéder à Achieng Otieno"),
        ("%(name)s was returned for correction", "Dossier renvoyé pour correction\u202f: Achieng Otieno"),
    ],
)
def test_a_name_that_begins_with_a_vowel_follows_no_elision(msgid, said):
    with override("fr"):
        assert gettext(msgid) % {"name": "Achieng Otieno"} == said
