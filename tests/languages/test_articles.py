"""A State's name brings its own article (`le Royaume du Maroc`), and a person's name may begin with a vowel.

So no sentence puts either behind a word that melts with an article or loses its vowel.
"""

from __future__ import annotations

import re

import pytest
from django.utils.translation import gettext, override

from tests.languages.test_catalogues import messages, texts

pytestmark = pytest.mark.xdist_group("catalogues")


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
