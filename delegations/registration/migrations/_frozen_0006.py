"""The index of names that may be one person's, as migration 0006 made it. Frozen: the live code may change, what a migration does may not."""

import re
import unicodedata

from ._frozen_0005 import blind_index

ENOUGH = 3  # fewer consonants tell too little: then the vowels count, too
# Each letter with its Latin ones, as roughly as suffices: what differs between the ways of doing this is dropped afterwards.
TABLE = (
    "аa бb вv гg дd еe жzh зz иi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щsh ъ ыi ь эe юiu яia "  # Cyrillic
    "іi їi єe ґg ўu јi љl њn ћch ђj џj "
    "αa βv γg δd εe ζz ηi θt ιi κk λl μm νn ξks οo πp ρr σs ςs τt υi φf χkh ψps ωo "  # Greek
    "اa بb تt ثt جj حh خkh دd ذd رr زz سs شsh صs ضd طt ظz عa غg فf قk كk لl مm نn هh وu يi "  # Arabic
    "پp چch ژzh گg کk یi ةa ىa ءa آa أa إa ؤu ئi "
    "אa בb גg דd הh וv זz חh טt יi כk ךk לl מm םm נn ןn סs עa פp ףp צts ץts קk רr שsh תt "  # Hebrew
    "ßss æae œoe øo łl ðd þt ıi"
)
LETTERS = {pair[0]: pair[1:] for pair in TABLE.split()}
# What one sound is written as, in this order; each by one letter.
_SOUNDS = [
    pair.split("=")
    for pair in "shch=s sch=s tch=c dj=j zh=j kh=k gh=g ph=f ck=k ts=s tz=s x=ks q=k c=k w=v j=g z=s".split()  # noqa: SIM905
]
_DROPPED = re.compile(r"[aeiouyh]")
_DOUBLED = re.compile(r"(.)\1+")


def alike_index(born, *names):
    """Return the index of a date of birth and a name's consonants; empty without a date or a letter."""
    consonants = _key(*names)
    return blind_index(f"{born} {consonants}", "registration_delegate.alike") if born and consonants else ""


def _key(*names):
    words = _sort_key(" ".join(names)).split()
    spelt = ["".join(LETTERS.get(letter, letter) for letter in _begun(word) if letter.isalpha()) for word in words]
    rest = "".join(_skeleton(word) for word in spelt)
    if len(rest) < ENOUGH:
        rest = "".join(spelt)
    return "".join(sorted(rest))


def _sort_key(text):
    """Lower case, without accents and apostrophes; scripts other than Latin keep their letters."""
    plain = text.replace("Đ", "D").replace("đ", "d").replace("’", "").replace("'", "")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c)).casefold().strip()


def _begun(word):
    """The Arabic waw is a consonant where a word begins, and mostly a vowel within it."""
    return "v" + word[1:] if word.startswith("و") else word


def _skeleton(word):
    for sound, letter in _SOUNDS:
        word = word.replace(sound, letter)
    return _DOUBLED.sub(r"\1", _DROPPED.sub("", word))
