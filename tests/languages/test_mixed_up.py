"""No sentence has the translation of another: what reads alike in a language says the same in English."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

import pytest

from tests.languages.test_catalogues import LANGUAGES, PLACES, messages, texts

pytestmark = pytest.mark.xdist_group("catalogues")

MARKUP = re.compile(r"<[^>]+>")
ENDINGS = re.compile(r"(ies|ing|ed|es|s|e|y)$")
WORDS = (
    4  # of which each has as many, at least: shorter ones are labels, which two senses may share (test_two_senses.py)
)
SHARED = 0.2  # of their words, at least, else nothing says that they mean the same
# Read by a person: one thing said in two ways.
SAME = [
    {"Reason for the delay", "why it comes late"},
    {"Reason for the delay", "why they come late"},
    {"That time has passed.", "This time is past."},
    {"%(party)s: %(name)s takes the place of %(instead)s", "To take over from %(name)s", "to take over from %(name)s"},
    {"In the place of", "To take over from %(name)s", "to take over from %(name)s"},
]


def words_of(sentence: str) -> set[str]:
    plain = MARKUP.sub(" ", PLACES.sub(" ", sentence))
    return {ENDINGS.sub("", word) for word in re.findall(r"[a-z]{2,}", plain.lower())}


def mixed_up(pairs: Iterable[tuple[str, str]]) -> list[set[str]]:
    """Return the sentences that share a translation and hardly a word; `pairs`: each sentence with its translation."""
    alike = defaultdict(set)
    for sentence, translation in pairs:
        alike[re.sub(r"\W", "", MARKUP.sub("", PLACES.sub("", translation))).lower()].add(sentence)
    found = []
    for sentences in alike.values():
        for one, other in combinations(sorted(sentences), 2):
            first, second = words_of(one), words_of(other)
            if min(len(first), len(second)) >= WORDS and len(first & second) < SHARED * len(first | second):
                found.append({one, other})
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_has_the_translation_of_another(language):
    pairs = [(texts(message.id)[0], "".join(texts(message.string))) for message in messages(language)]
    assert [pair for pair in mixed_up(pairs) if not any(pair <= same for same in SAME)] == []


def test_the_check_finds_a_translation_in_the_wrong_place():
    """The control, and that one sentence with other places to fill in is no mistake."""
    roles = ["edits and publishes the programme, decides on side events", "invites delegations and writes circulars"]
    assert mixed_up([(role, "邀请代表团，撰写通函") for role in roles]) == [set(roles)]
    assert (
        mixed_up([("%(who)s left the list of speakers", "x"), ("%(what)s: left the list of the speakers", "x")]) == []
    )
