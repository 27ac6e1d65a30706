"""Whether two names may be one person's: in any order, with or without accents, doubled letters and middle names, across scripts.

Small tables transcribe Cyrillic, Greek, Arabic and Hebrew: every spelling of a sound becomes the same (`Chekhov`, `Tschechow`, `Чехов`),
since a false match costs a look, and a missed one may cost more. Spellings particular to some languages are read besides (spellings.py),
and Chinese and Korean names by their syllables (syllables.py). Other scripts are compared as written. Registration's similar_names is
coarser: it also compares dates of birth.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz.distance import Levenshtein

from conference.parties.models import search_key
from delegations.accreditation.watchlist import syllables
from delegations.accreditation.watchlist.spellings import keep_marks, read_in_all_languages
from delegations.registration.members.similar_names import LETTERS

# Besides the letters of registration (where it says why the table is ours): Kazakh ones, Greek pairs, and an Arabic letter that makes no
# `sh` or `zh` with the one before it.
_TABLE = str.maketrans(
    {**LETTERS, **dict(zip("ғқңөұүһә", "gknouuha", strict=True)), **dict.fromkeys("ъьةءـ", ""), "џ": "dj", "ه": "'h"}
)
_GREEK_PAIRS = (
    *(("ου", "u"), ("μπ", "b"), ("ντ", "d"), ("γκ", "g"), ("γγ", "ng")),
    *(("αυ", "av"), ("ευ", "ev"), ("αι", "e"), ("ει", "i"), ("οι", "i")),
)
_ABJAD = re.compile("[\u0590-\u06ff]")
_WORDS = re.compile(r"[^\W\d_]+")
# Written together with a name or apart.
_PARTICLES = frozenset({"al", "el", "ul", "ad", "ar", "as", "ash", "an", "az", "ibn", "bin", "ben", "bint", "binti"})
_PARTICLES |= {"de", "da", "do", "dos", "das", "di", "du", "des", "van", "von", "der", "den", "la", "le", "y", "e"}
_ARTICLES = frozenset({"el", "ul"})  # spellings of `al`
_SERVANT = re.compile(r"abd(?:ul|el|al|oul|ur|er|us|es)(?=[^l]..)")
_SOUNDS = (
    ("ck", "k"),  # before ts and ch become one letter: in `Шварцкопф` they are two
    *(("tsch", "ch"), ("tch", "ch"), ("shch", "sh"), ("sch", "sh"), ("dzh", "j"), ("dj", "j"), ("zh", "j")),
    *(("kh", "h"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("ph", "f"), ("sh", "s"), ("ts", "c"), ("tz", "c")),
    *(("ch", "c"), ("q", "k"), ("x", "ks"), ("ou", "u"), ("oo", "u"), ("ee", "i")),
    *(("ue", "u"), ("oe", "o"), ("ae", "a"), ("y", "i")),
)
_HARD_C = re.compile(r"c(?=[aoulrk]|$)")
_VOWELS = "aeiou"
SHORT, LONG = 5, 8  # letters from which one, and two, may differ
READ = 3  # letters from which a reading is significant for two words in Latin letters


@dataclass(frozen=True)
class Word:
    """A word of a name: its sound, its consonants (Arabic writes no others), and how it reads in several languages."""

    sound: str
    bones: str
    abjad: bool
    last: str  # a vowel that ends the word as written, or nothing: it tells `Samira` from `Samir`
    read: frozenset[tuple[int, str]] = frozenset()  # language and sound, of a word in Latin letters
    spoken: frozenset[str] = frozenset()  # the sounds of `read` alone

    @property
    def initial(self) -> bool:
        return len(self.sound) == 1 and not self.abjad


type Words = tuple[Word, ...]


@dataclass(frozen=True)
class Name:
    """A name by its words and, where it may be Chinese or Korean, by its syllables."""

    words: Words
    readings: list[syllables.Reading]
    own_letters: bool  # Han or Hangul: two of those are compared as written


def are_alike(first: str, second: str) -> bool:
    """Return True when two names may be one person's. A name of one word is alike only to another of one word."""
    return are_folded_alike(fold_name(first), fold_name(second))


def are_folded_alike(first: Name, second: Name) -> bool:
    """Compare as `are_alike` does, for callers that fold one name and compare it with many."""
    if not (first.words and second.words):
        return False
    if _as_one(first.words, second.words) or _word_by_word(first.words, second.words):
        return True
    return not (first.own_letters and second.own_letters) and syllables.is_read_alike(first.readings, second.readings)


def fold_name(name: str) -> Name:
    """Return the name as it is compared."""
    return Name(_fold_words(syllables.simplify(name)), *syllables.read(name))


def _fold_words(name: str) -> Words:
    parts = _WORDS.findall(keep_marks(name.replace("-", " ").replace("’", "").replace("'", "")))
    # First or last, a particle may be a name: `Nguyễn Văn An`.
    inner = (text for text in parts[1:-1] if search_key(text) not in _PARTICLES)
    return tuple(word for written in [*parts[:1], *inner, *parts[1:][-1:]] for word in _words(written))


# Reading a word in all languages takes 0.3 ms, and 2 kB of memory. The names of 3,000 persons in all their spellings have 4,000 words, so
# that the next entry that is compared with them all finds them here (0.2 s instead of 1.1); whole names would take twice the memory.
@lru_cache(maxsize=10_000)
def _words(written: str) -> Words:
    text = search_key(written)
    abjad = bool(_ABJAD.search(text))
    parts = list(_parts("al" if text in _ARTICLES else _latin(text, abjad)))
    # An abjad writes the vowel at a name's end, if none within.
    last = "a" if abjad and text[-1] in "اةىهה" else ""
    return tuple(
        _word(part, abjad, last, read_in_all_languages(written) if len(parts) == 1 else frozenset()) for part in parts
    )


def _latin(text: str, abjad: bool) -> str:
    if abjad and text.startswith("ال") and len(text) > 3:
        text = text[2:]
    if abjad and text.startswith("عبدال") and len(text) > 7:
        text = text.replace("عبدال", "عبد ", 1)
    for pair, latin in _GREEK_PAIRS:
        text = text.replace(pair, latin)
    return text.translate(_TABLE)


def _parts(latin: str) -> Iterable[str]:
    """Split `abdulrahman` like `abdul rahman` into `abd` and `rahman`."""
    if latin in ("abdul", "abdel", "abdal", "abdoul"):
        return ["abd"]
    return _SERVANT.sub("abd ", latin, count=1).split()


def _word(latin: str, abjad: bool, last: str, read: frozenset[tuple[int, str]]) -> Word:
    text = re.sub(r"(?<=[oe])ff$", "v", latin)
    hard = _HARD_C.sub("k", re.sub(r"c(?=h)", "\0", text)).replace("\0", "c")
    for spelling, sound in _SOUNDS:
        hard = hard.replace(spelling, sound)
    single = re.sub(r"(.)\1+", r"\1", hard.replace("'", ""))
    single = re.sub(r"(?<=[aeiou])h$", "", single) or single
    if not last and single[-1:] in _VOWELS:
        last = single[-1:]
    return Word(
        single.replace("w", "v"), _bones(single), abjad, last, read, frozenset(sound for _language, sound in read)
    )


def _bones(sound: str) -> str:
    first = "a" if sound[:1] in (*_VOWELS, "w") else sound[:1]
    rest = "".join(letter for letter in sound[1:] if letter not in _VOWELS and letter != "w")
    return (first + rest).rstrip("h").replace("g", "k").replace("c", "s") or first


def are_words_alike(first: Word, second: Word) -> bool:
    if first.initial or second.initial:
        return first.sound[:1] == second.sound[:1]
    if first.sound == second.sound:
        return True
    if _is_of_other_sex(first, second) or _is_of_other_sex(second, first):
        return False
    if first.abjad or second.abjad:
        return len(first.bones) > 1 and first.bones == second.bones
    if first.bones == second.bones and len(first.bones) > 2 and first.sound.isascii():
        return True
    return _near(first.sound, second.sound) or _read_alike(first, second)


def _is_of_other_sex(woman: Word, man: Word) -> bool:
    """Return whether the words differ by the final `a` alone, as `Samira` and `Samir`; in `Petrova` it is part of the family's name."""
    same = woman.bones == man.bones or woman.sound[:-1] == man.sound
    return same and woman.last == "a" and not man.last and not woman.sound.endswith(("ova", "eva"))


def _read_alike(first: Word, second: Word) -> bool:
    """Compare both as one language reads them, or one as some language reads it with the other's plain sound.

    Between two words in Latin letters nothing may differ, since they are compared by their letters as well.
    """
    if first.read and second.read:
        same = second.sound in first.spoken or first.sound in second.spoken or not first.read.isdisjoint(second.read)
        return same and min(len(first.sound), len(second.sound)) >= READ
    return any(_near(read, second.sound) for read in first.spoken) or any(
        _near(read, first.sound) for read in second.spoken
    )


def _near(read: str, sound: str) -> bool:
    shorter = min(len(read), len(sound))
    most = 2 if shorter >= LONG else 1
    return read == sound or (shorter >= SHORT and Levenshtein.distance(read, sound, score_cutoff=most) <= most)


def _as_one(first: Words, second: Words) -> bool:
    """Compare `Xi Jinping` and `Jin Ping Xi`."""
    if len(first) == len(second) == 1:
        return are_words_alike(first[0], second[0])
    whole, bones = "".join(word.sound for word in first), "".join(word.bones for word in first)
    mixed = any(word.abjad for word in (*first, *second))
    for turn in range(len(second)):
        turned = second[turn:] + second[:turn]
        if "".join(word.sound for word in turned) == whole:
            return True
        if mixed and len(first) != len(second) and len(bones) > 3 and "".join(word.bones for word in turned) == bones:
            return True
    return False


def _word_by_word(first: Words, second: Words) -> bool:
    """Match every word of the shorter name with a separate one in the longer, at least one whole word with a whole one."""
    few, many = (first, second) if len(first) <= len(second) else (second, first)
    return len(few) > 1 and _placed(few, many, frozenset(), whole=False)


def _placed(few: Words, many: Words, used: frozenset[int], *, whole: bool) -> bool:
    if not few:
        return whole
    return any(
        are_words_alike(few[0], word)
        and _placed(few[1:], many, used | {place}, whole=whole or not (few[0].initial or word.initial))
        for place, word in enumerate(many)
        if place not in used
    )
