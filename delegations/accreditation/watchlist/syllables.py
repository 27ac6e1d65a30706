"""Chinese and Korean names by their syllables: in Han or Hangul letters, in pinyin, Wade-Giles or any romanization of Korean.

A spelling may stand for several syllables (`chang` for zhang in Wade-Giles, for chang in pinyin; `jung` for 정 and 중), so a name is a
row of sets, and two names are alike when their sets meet one by one. Japanese readings and Cantonese are not known here.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import product

from icu import Transliterator

# A row of syllables, each in all its readings. What is Han or Hangul begins with the family name, so it is never turned.
type Reading = tuple[frozenset[str], ...]

FEWEST, MOST = 2, 5  # syllables of a name
LONGEST = 3  # syllables written together
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_HANGUL = re.compile(r"[\uac00-\ud7a3]")
_WORDS = re.compile(r"[^\W\d_]+(?:['’ʼ‘`][^\W\d_]+)*")
_APOSTROPHES = str.maketrans(dict.fromkeys("’ʼ‘`", "'"))
# Letters with which Vietnamese differs from every romanization here; many of its syllables would read as Chinese or Korean.
_VIETNAMESE = re.compile("[đơưă\u031b\u0309\u0323\u0303]")


def _table(text: str) -> dict[str, list[str]]:
    """Return `{"ᄀ": ["g", "k"]}` of `ᄀ=g,k`."""
    return {entry.partition("=")[0]: entry.partition("=")[2].split(",") for entry in text.split()}


# Pinyin to Wade-Giles, in this order; what is in capitals is not read again.
_WADE_GILES = r"""
    ^([zcs]h?|r)i$=\1IH ^([zcs])IH$=\1U ^er$=erh ^yi$=i ^you$=yu ^ye$=yeh ^yan$=yen ian$=ien ie$=ieh ue$=ueh ong$=ung
    ^([dtnlrzcs]h?|zh)uo$=\1o ^([gkh]|)e$=\1o ^([gk])ui$=\1uei ^(zh|j)=CH ^(ch|q)=CH' ^x=HS ^z=TS ^c(?!h)=TS' ^sU=SSU ^r=J ^p=P'
    ^t=T' ^k=K' ^b=P ^d=T ^g=K ^TS('?)U=TZ\1U
"""
# Hangul by its parts; doubled initials and rare finals stand in no name.
_INITIALS = _table("ᄀ=g,k ᄂ=n ᄃ=d,t ᄅ=r,l ᄆ=m ᄇ=b,p ᄉ=s,sh ᄋ= ᄌ=j,ch ᄎ=ch,ch' ᄏ=k,k' ᄐ=t,t' ᄑ=p,p' ᄒ=h")
_VOWELS = _table("""
    ᅡ=a,ah ᅢ=ae,ai,ay,e ᅣ=ya ᅥ=eo,o,u,uh ᅦ=e,eh ᅧ=yeo,yo,you,yu ᅨ=ye,yae ᅩ=o,oh ᅪ=wa ᅬ=oe,oi,we ᅭ=yo ᅮ=u,oo,ou,woo ᅯ=wo,weo ᅱ=wi
    ᅲ=yu,yoo,you ᅳ=eu,u ᅴ=ui,eui,ee,i ᅵ=i,ee
""")
_FINALS = _table("= ᆨ=k,g,c ᆫ=n ᆯ=l,r ᆷ=m ᆸ=p,b ᆺ=t,s ᆼ=ng")
# As custom spells them beside the rules.
_BY_CUSTOM = _table("""
    li=lee ying=ing song=soong gu=koo zhou=chow shi=shi,shih jiu=jeou xie=shieh 이=lee,li,ri,rhee,ree,yi,rhie 리=lee,rhee 박=park,pak,bak
    최=choi,choe,choy 노=roh,rho,ro 나=ra 유=ryu,ryoo 임=lim,rim,yim 림=lim,im 류=yoo,yu 양=ryang 여=ryo,ryeo 백=paik,baik
    우=wu 육=yook 화=wha 혜=hae
""")


def read(name: str) -> tuple[list[Reading], bool]:
    """Return how a name reads by its syllables, in each way to part its words, and whether it is in Han or Hangul.

    The list is empty for what cannot be a Chinese or Korean name.
    """
    text = unicodedata.normalize("NFKC", name).casefold().translate(_APOSTROPHES)
    if _HAN.search(text):
        return _of_letters(_pinyin(_simplified(text)), _HAN, text), True
    if _HANGUL.search(text):
        return _of_letters(" ".join(_HANGUL.findall(text)), _HANGUL, text), True
    marks = unicodedata.normalize("NFD", text)
    if _VIETNAMESE.search(marks):
        return [], False
    latin = "".join(letter for letter in marks if not unicodedata.combining(letter))
    words = [_part(word, LONGEST) for word in _WORDS.findall(latin)]
    if not all(words) or len(words) > MOST:
        return [], False
    turns = [words[turn:] + words[:turn] for turn in range(len(words))]
    rows = (tuple(syllable for part in parts for syllable in part) for turned in turns for parts in product(*turned))
    return [row for row in dict.fromkeys(rows) if FEWEST <= len(row) <= MOST], False


def is_read_alike(first: Iterable[Reading], second: Iterable[Reading]) -> bool:
    return any(
        len(one) == len(other) and all(not a.isdisjoint(b) for a, b in zip(one, other, strict=True))
        for one in first
        for other in second
    )


def _of_letters(syllables: str, script: re.Pattern[str], text: str) -> list[Reading]:
    row = tuple(frozenset({syllable}) for syllable in syllables.split())
    return [row] if FEWEST <= len(row) <= MOST and len(script.findall(text)) == len(row) else []


def simplify(name: str) -> str:
    """Return the name with simplified characters for traditional ones."""
    return _simplified(name) if _HAN.search(name) else name


@cache
def _transliterator(rules: str) -> Transliterator:
    return Transliterator.createInstance(rules)


def _simplified(text: str) -> str:
    return str(_transliterator("Traditional-Simplified").transliterate(text))


def _pinyin(text: str) -> str:
    return str(_transliterator("Han-Latin/Names; Latin-ASCII; Lower").transliterate(text))


@cache
def _part(word: str, most: int) -> list[Reading]:
    """Return the ways to part a word of Latin letters into at most so many syllables."""
    spelt = _spellings()
    ways: list[Reading] = [(spelt[word],)] if word in spelt else []
    if most > 1:
        for end in range(1, len(word)):
            if word[:end] in spelt:
                ways += [(spelt[word[:end]], *rest) for rest in _part(word[end:].lstrip("'"), most - 1)]
    return ways


@cache
def _spellings() -> dict[str, frozenset[str]]:
    """Return each spelling, with and without its apostrophe, with the syllables that it may stand for."""
    meant: defaultdict[str, set[str]] = defaultdict(set)
    by_custom = ((spelling, syllable) for syllable, spellings in _BY_CUSTOM.items() for spelling in spellings)
    for spelling, syllable in (*_chinese(), *_korean(), *by_custom):
        meant[spelling].add(syllable)
        meant[spelling.replace("'", "")].add(syllable)
    return {spelling: frozenset(syllables) for spelling, syllables in meant.items() if spelling}


def _chinese() -> Iterator[tuple[str, str]]:
    # The 3,755 characters of everyday, ordered by pinyin in GB 2312, have all syllables of names.
    everyday = (
        bytes((row, cell)).decode("gb2312", "ignore") for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF)
    )
    rules = [(re.compile(rule.partition("=")[0]), rule.partition("=")[2]) for rule in _WADE_GILES.split()]
    for syllable in set(_pinyin(" ".join(everyday)).split()):
        other = syllable
        for spelling, replacement in rules:
            other = spelling.sub(replacement, other)
        yield syllable, syllable
        yield other.lower(), syllable
        yield re.sub(r"(?<=[KT'])e$", "eh", other).lower(), syllable


def _korean() -> Iterator[tuple[str, str]]:
    for (initial, starts), (vowel, middles), (final, ends) in product(
        _INITIALS.items(), _VOWELS.items(), _FINALS.items()
    ):
        syllable = unicodedata.normalize("NFC", initial + vowel + final)
        for parts in product(starts, middles, ends):
            yield "".join(parts), syllable
