"""Names that may be one person's in any spelling: in another script, with family and given name swapped, with other vowels.

`key` keeps what all spellings of a name share, the consonants of its Latin letters in alphabetical order. It is coarse, so it is only used
together with an equal date of birth (rules.alike_index), and its matches are only shown, never acted on.
"""

import re

from conference.parties.models import search_key

ENOUGH = 3  # fewer consonants say too little: then the vowels count too
# Each letter with its Latin ones, as roughly as suffices: differences between transliterations are dropped afterwards. The table is ours,
# since no transliteration is made for finding: anyascii 0.3.3 (ISC) has other letters for 44 of these 145, writes neither ayin nor alif,
# and with it the watch list finds 171 of 324 Arabic names beside their Latin spelling, with this table 249; cyrtranslit (MIT) has neither
# Arabic nor Hebrew; Unidecode and transliterate are under the GPL. The keys are stored: a change of a letter, here or in a library, needs a
# migration that fills `alike` and `alike_native` of all members anew, or old ones are not found beside new ones.
_TABLE = (
    "аa бb вv гg дd еe жzh зz иi йi кk лl мm нn оo пp рr сs тt уu фf хkh цts чch шsh щsh ъ ыi ь эe юiu яia "  # Cyrillic
    "іi їi єe ґg ўu јi љl њn ћch ђj џj "
    "αa βv γg δd εe ζz ηi θt ιi κk λl μm νn ξks οo πp ρr σs ςs τt υi φf χkh ψps ωo "  # Greek
    "اa بb تt ثt جj حh خkh دd ذd رr زz سs شsh صs ضd طt ظz عa غg فf قk كk لl مm نn هh وu يi "  # Arabic
    "پp چch ژzh گg کk یi ةa ىa ءa آa أa إa ؤu ئi "
    "אa בb גg דd הh וv זz חh טt יi כk ךk לl מm םm נn ןn סs עa פp ףp צts ץts קk רr שsh תt "  # Hebrew
    "ßss æae œoe øo łl ðd þt ıi"
)
LETTERS = {pair[0]: pair[1:] for pair in _TABLE.split()}
# The spellings of one sound, in this order; each becomes one letter.
_SOUNDS = [
    pair.split("=")
    for pair in "shch=s sch=s tch=c dj=j zh=j kh=k gh=g ph=f ck=k ts=s tz=s x=ks q=k c=k w=v j=g z=s".split()  # noqa: SIM905
]
_DROPPED = re.compile(r"[aeiouyh]")
_DOUBLED = re.compile(r"(.)\1+")


def key(*names: str) -> str:
    """Return the key of a name given in parts, in any order; empty when there is no letter."""
    parts = search_key(" ".join(names)).split()
    spelt = [transliterate(word) for word in parts]
    rest = "".join(_skeleton(word) for word in spelt)
    if len(rest) < ENOUGH:
        rest = "".join(spelt)
    return "".join(sorted(rest))


def consonants(word: str) -> str:
    """Return the Latin consonants of one folded word in their order, its first letter before them: what spellings of it share."""
    spelt = transliterate(word)
    return spelt[:1] + _skeleton(spelt)


def transliterate(word: str) -> str:
    """Return one folded word in Latin letters."""
    return "".join(LETTERS.get(letter, letter) for letter in _begun(word) if letter.isalpha())


def fold_sounds(word: str) -> str:
    """Return a word of Latin letters with one letter for all spellings of a sound: `k` for `kh`, `ck`, `q` and `c`."""
    for sound, letter in _SOUNDS:
        word = word.replace(sound, letter)
    return word


def _begun(word: str) -> str:
    """Handle the Arabic waw, a consonant where a word begins and mostly a vowel within it."""
    return "v" + word[1:] if word.startswith("و") else word


def _skeleton(word: str) -> str:
    return _DOUBLED.sub(r"\1", _DROPPED.sub("", fold_sounds(word)))
