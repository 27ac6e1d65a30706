"""Compare two names word by word: the one function for signatories and issuers. Letters never match across the borders of words.

No depositary's rule says how names are compared; what follows only proposes, and an officer decides (`deciding.accept`).
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from enum import StrEnum
from unicodedata import normalize

from conference.parties.models import search_key
from delegations.registration.members import similar_names


class NameMatch(StrEnum):
    SAME = "same"  # the same words, in any order
    LONGER = "longer"  # one has further words, so that it may be another person's
    SPELLING = "spelling"  # the same number of words, some of them spelt differently
    OTHER = "other"


# Styles before a name in the six languages and Vietnamese. None of them is a name: `Ông` is, without its accent, and so is `He` alone.
_STYLES = (
    r"h\.\s?e\.|h\.\s?r\.\s?h\.|h\.\s?m\.|he(?=\s+(?:mr|mrs|ms|miss|dr|prof)\b)|his|her|the|excellency|royal|highness|majesty|"
    r"mr|mrs|ms|miss|mx|dr|prof|professor|hon|honourable|honorable|right|"
    r"s\.\s?e\.|s\.\s?e\.\s?m\.|m\.|son|excellence|monsieur|madame|mme|mlle|su|excelencia|señor|señora|sr|sra|excmo|excma|"
    r"его|её|ее|превосходительство|господин|госпожа|г-н|г-жа|ông|bà|معالي|سعادة|فخامة|دولة|السيد|السيدة|الدكتور|الدكتورة"
)
_STYLE = re.compile(rf"(?:{_STYLES})(?:\.|\s|(?<=\.))\s*")
# Styles behind a name in Chinese.
_STYLE_BEHIND = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:先生|女士|阁下|閣下|博士|教授)$")
# What is written with the next word or apart from it: `Abdul Rahman`, `Abdulrahman`.
_PARTICLES = {
    *("al", "el", "as", "abd", "abdul", "abdel", "abu", "ibn", "bin", "ben"),
    *("de", "da", "di", "do", "du", "des", "la", "le", "van", "von", "der", "den", "mac", "mc"),
}
_JOINT = re.compile(r"[;&]|\s(?:and|et|y|und|и|và|و)\s|和|及|与", re.IGNORECASE)
_BORDER = re.compile(r"[^\w]|_")
# Fewer consonants say too little: then vowels count too.
ENOUGH = 3
# How much of two spellings in Latin letters is alike at least: `Muhammad` and `Mohamed` are, `Mahmoud` and `Mohamed` are not.
ALIKE = 0.7


def compare_names(written: str, known: str) -> NameMatch:
    """Compare a name on a paper with one that registration knows. Styles, order, accents and case do not matter."""
    words_written, words_known = _split_words(written), _split_words(known)
    if not words_written or not words_known:
        return NameMatch.OTHER
    counted_written, counted_known = Counter(words_written), Counter(words_known)
    if counted_written == counted_known:
        return NameMatch.SAME
    if min(len(words_written), len(words_known)) > 1 and (
        counted_written <= counted_known or counted_known <= counted_written
    ):
        return NameMatch.LONGER
    return NameMatch.SPELLING if _is_spelling(written, known) else NameMatch.OTHER


def compare_any(written: str, names: Iterable[str]) -> NameMatch:
    """Return how the name on a paper compares with the nearest of a person's names."""
    matches = {compare_names(written, name) for name in names}
    return next((match for match in NameMatch if match in matches), NameMatch.OTHER)


def compare_written(written: str, names: Iterable[str]) -> NameMatch:
    """Compare as `compare_any`, with each of the persons whom the paper names."""
    known = list(names)
    matches = {compare_any(name, known) for name in (written, *split_persons(written))}
    return next((match for match in NameMatch if match in matches), NameMatch.OTHER)


def split_persons(written: str) -> list[str]:
    """Return the names of all whom `Mr. A and Ms. B` names; one for `Mr. A` and for `José Ortega y Gasset`."""
    names = [name.strip() for name in _JOINT.split(written) if name.strip()]
    return names if names and all(len(name.split()) > 1 for name in names) else [written.strip()]


def _split_words(name: str) -> list[str]:
    """Return the folded words; the parts of a word with hyphens or dots are words of their own."""
    return [part for token in _split_tokens(name) for part in token]


def _split_tokens(name: str) -> Iterator[list[str]]:
    """Yield the folded parts of what stands between spaces, without styles."""
    bare = plain = normalize("NFC", name).casefold().strip() + " "
    while match := _STYLE.match(bare):
        bare = bare[match.end() :]
    for token in (bare if bare.strip() else plain).split():
        # An apostrophe stands within a word: `search_key` drops it.
        parts = _BORDER.split(search_key(_STYLE_BEHIND.sub("", token)))
        if any(parts):
            yield [part for part in parts if part]


def _is_spelling(written: str, known: str) -> bool:
    """Return True when each word of one is another spelling of one word of the other."""
    spelt_written, spelt_known = _join_particles(written), _join_particles(known)
    if len(spelt_written) != len(spelt_known):
        return False
    for word in spelt_written:
        match = next((candidate for candidate in spelt_known if _is_word_spelt(word, candidate)), None)
        if match is None:
            return False
        spelt_known.remove(match)
    return True


def _join_particles(name: str) -> list[str]:
    """Return the words, each with the particles before it and what a hyphen joins to it: `alkhalifa` of `Al-Khalifa`."""
    words, particles = [], ""
    for parts in _split_tokens(name):
        word = particles + "".join(parts)
        if len(parts) == 1 and parts[0] in _PARTICLES:
            particles = word
        else:
            words.append(word)
            particles = ""
    return [*words, particles] if particles else words


def _is_word_spelt(word: str, other: str) -> bool:
    if word == other:
        return True
    latin, latin_other = similar_names.transliterate(word), similar_names.transliterate(other)
    if _skeleton(latin) != _skeleton(latin_other):
        return False
    # Other scripts write fewer vowels, so that only Latin spellings can be compared by their letters.
    letters = sorted((_undouble(latin), _undouble(latin_other)))
    return not (word + other).isascii() or SequenceMatcher(None, letters[0], letters[1]).ratio() >= ALIKE


def _skeleton(latin: str) -> str:
    """Return the first letter and the consonants in their order, or all letters where they are few."""
    sounds = similar_names.fold_sounds(latin)
    consonants = re.sub(r"[aeiouyh]", "", _undouble(sounds))
    return sounds[:1] + consonants if len(consonants) >= ENOUGH else _undouble(sounds).replace("y", "i")


def _undouble(word: str) -> str:
    return re.sub(r"(.)\1+", r"\1", word)
