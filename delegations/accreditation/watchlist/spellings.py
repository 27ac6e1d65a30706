"""How a Latin spelling reads in languages that spell a sound in their own way: `Grzegorz` as `Гжегож`, `Çağlar` as `Чаглар`.

The language of a name is not known, so each word is read in all of them. A reading is in the letters of `similar_names`: `j` for zh and
dj, `s` for sh, `c` for ch and ts, `h` for kh. It is used beside the plain sound.
"""

import re
import unicodedata

from conference.parties.models import search_key

# What a sound is written as, in this order, `=`, the sound in capitals, so that it is not read again. The left side is a pattern.
_SLAVIC = r"""
    szcz=S šč=S schtsch=S šć=S tsch=C sch=S (?<=[kpt])rz=S chrz=HS ch=H cz=C ci(?=[aeouó])=C č=C ć=C dź=J dż=J dž=J drz=J dzi=J đ=J
    rz=J ř=RJ ż=J ž=J ź=Z sz=S š=S ś=S ş=S si(?=[aeouó])=S ó=U ę=EN ą=ON lj=L nj=N c=C j=I w=V
"""
_GERMAN = r"dsch=J tsch=C sch=S chs=KS ch=H ck=K tz=C z=C v=F w=V ph=F th=T ä=E ei=AI äu=OI eu=OI j=I ß=S"
_TURKISH = r"ç=C c=J ş=S ğ=G ı=I j=J"
_FRENCH = r"""
    tch=C ch=S c?qu=K eaux?$=O eau=O au=O oy?u=U oi=UA gu(?=[eéi])=G ph=F th=T gn=N ç=S c(?=[eéèi])=S c=K g(?=[eéèi])=J j=J
    (?<=[^aeiou]{2})es?$= (?<=[A-Za-z]{2})er$=E (?<=[A-Za-z]{2})ez$=E (?<=[A-Za-z]{2})es?$= (?<=[A-Za-z]{2})[stxdp]$= i(?=e)=
"""
_HUNGARIAN = r"sz=S zs=J dzs=J gy=D cs=C ny=N ly=I ty=T c=C j=I ö=E ő=E"
_ROMANIC = r"""
    sc(?=[ei])=S ch=K gh=G gi(?=[aou])=J g(?=[ei])=J ci(?=[aou])=C c(?=[ei])=C c=K ț=C ţ=C ș=S ş=S j=J zz=C z=C gn=N gl(?=i)=L
"""
# João is written Жуан, Guimarães Гимарайнш, Quadros Куадруш, as practice has it; the vowels at a name's end are weak.
_PORTUGUESE = r"""
    (?<=j)oão$=UAN joao$=JUAN tiao$=TIAN (?<=[aeiouáéíóúâêôãõ])s(?=[aeiouáéíóúâêôãõ])=Z ch=S nh=NI lh=LI
    ão=AN ãe=AIN õe=OIN ã=AN õ=ON ç=S qu(?=[eiéêí])=K qu=KU c?qu=K gu(?=[eiéêí])=G c(?=[eiéêí])=S c=K g(?=[eiéêí])=J j=J x=S
    (?<=[eioéí])m$=N (?<=[A-Za-z]{2})z$=S (?<=[A-Za-z]{2})e(s?)$=I\1 (?<=[A-Za-z]{2})o(s?)$=U\1 ^h=
"""
# A passport writes ё as е: `Petr` and `Pyotr` are one name.
_RUSSIAN = r"tsch=C sch=S ch=C (?<=[bdfgklmnprstvwz])[yj]o(?=[a-z])=E j=I w=V"
# Of Vietnamese the tones are left out before it is read. In the north, as in most transcriptions, d and gi are a z, tr a ch.
_VIETNAMESE = r"x=S ph=F kh=H ngh=NG ư=I c=K q=K nh=N"
_NORTHERN = r"gi(?=[aăâeêoôơuư])=ZI d=Z tr=C ch=TI qu=KU x=S ph=F kh=KH ngh=NG ươ=IO ư=I ơ=E c=K q=K nh=N"
_TONES = dict.fromkeys((0x300, 0x301, 0x303, 0x309, 0x323))


def _compiled(table: str) -> list[tuple[re.Pattern[str], str]]:
    pairs = (line.rsplit("=", 1) if not line.endswith("=") else (line[:-1], "") for line in table.split())
    return [(re.compile(spelling), sound) for spelling, sound in pairs]


_WESTERN = (_SLAVIC, _GERMAN, _TURKISH, _FRENCH, _HUNGARIAN, _ROMANIC, _PORTUGUESE)
_LANGUAGES = [_compiled(table) for table in (*_WESTERN, _RUSSIAN, _VIETNAMESE, _NORTHERN)]
_TONAL = frozenset({len(_LANGUAGES) - 2, len(_LANGUAGES) - 1})
_REST = (
    *(("dj", "j"), ("zh", "j"), ("ou", "u"), ("oo", "u"), ("ee", "i")),
    *(("x", "ks"), ("q", "k"), ("y", "i"), ("w", "v")),
)
_ASCII = str.maketrans({"ł": "l", "ı": "i", "æ": "ae", "œ": "oe", "ø": "o", "ð": "d", "þ": "t", "đ": "d"})
_DOUBLED = re.compile(r"(.)\1+")
_LAST_H = re.compile(r"(?<=[aeiou])h$")


def keep_marks(name: str) -> str:
    """Return the name in small letters with those accents that make a letter of their own, and without the others."""
    small = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
    return "".join(letter for letter in small if not unicodedata.combining(letter))


def read_in_all_languages(word: str) -> frozenset[tuple[int, str]]:
    """Return the sounds of a word, as `keep_marks` gives it, by language number; none for another script than Latin."""
    if not search_key(word).translate(_ASCII).isascii():
        return frozenset()
    toneless = unicodedata.normalize("NFC", unicodedata.normalize("NFD", word).translate(_TONES))
    return frozenset(
        (number, _read(toneless if number in _TONAL else word, language)) for number, language in enumerate(_LANGUAGES)
    )


def _read(word: str, language: list[tuple[re.Pattern[str], str]]) -> str:
    for spelling, sound in language:
        word = spelling.sub(sound, word)
    word = search_key(word).translate(_ASCII)
    for letters, sound in _REST:
        word = word.replace(letters, sound)
    single = _DOUBLED.sub(r"\1", word)
    return _LAST_H.sub("", single) or single
