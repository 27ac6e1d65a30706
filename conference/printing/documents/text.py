"""Prepare values to be measured and set: one spelling, one line, no hidden directions."""

import re
import unicodedata
from collections.abc import Mapping

from conference.printing.documents import fonts
from conference.printing.documents.errors import MissingGlyph

# Marks that turn the direction of what follows them, soft hyphens, zero-width spaces and byte order marks. Zero-width
# joiners and non-joiners stay: Persian and Indic names need them.
_HIDDEN = dict.fromkeys([0xAD, 0x61C, 0x200B, 0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
# A no-break space is not among them: whoever typed one meant it.
_SPACES = re.compile(r"[ \t\n\v\f\r\x85\u2028\u2029]+")
NO_BREAK_SPACE = "\u00a0"
_BRACKET = re.compile(r"\([^()]{1,30}\)")
# Devanagari, Bengali, Thai, Lao, Khmer: signs above and below the letters, often two of them.
_TALL = re.compile(r"[\u0900-\u09ff\u0e00-\u0eff\u1780-\u17ff]")
_LANGUAGES = (
    (re.compile(r"[\u0600-\u06ff\u0750-\u077f\u08a0-\u08ff\ufb50-\ufdff\ufe70-\ufefc]"), "ar"),
    (re.compile(r"[\u3040-\u30ff]"), "ja"),
    (re.compile(r"[\u1100-\u11ff\uac00-\ud7af]"), "ko"),
    (re.compile(r"[\u2e80-\u2fdf\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"), "zh"),
)


def clean_text(value: str) -> str:
    """Return the value in NFC, without direction marks and superfluous spaces."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", value).translate(_HIDDEN)).strip(" ")


def with_whole_brackets(name: str) -> str:
    """Return the name of a State with no-break spaces within a short bracket: it breaks as `Iran / (Islamic Republic of)`."""
    return _BRACKET.sub(lambda match: match[0].replace(" ", NO_BREAK_SPACE), name)


def with_whole_pair(name: str) -> str:
    """Return a name of two words with a no-break space between them, so that a sign does not part `Viet / Nam`."""
    return name.replace(" ", NO_BREAK_SPACE) if name.count(" ") == 1 else name


def is_rtl(value: str) -> bool:
    """Return whether the first letter with a direction reads from right to left."""
    for character in value:
        direction = unicodedata.bidirectional(character)
        if direction in ("L", "R", "AL"):
            return direction != "L"
    return False


def accents(value: str) -> int:
    """Return how many accents stand over one another on a capital, at most: 1 in `É`, 2 in `Ế`."""
    return max(
        (len(unicodedata.normalize("NFD", character)) - 1 for character in value if character.isupper()), default=0
    )


def is_tall(value: str) -> bool:
    return bool(_TALL.search(value))


def guess_language(value: str) -> str:
    """Guess ar, ja, ko or zh from the script, for fonts and shaping; empty for others."""
    return next((language for letters, language in _LANGUAGES if letters.search(value)), "")


def find_missing_glyph(value: str) -> str | None:
    """Return the first character that no print font has, or None; invisible ones are never missing."""
    if value.isascii() and value.isprintable():
        return None
    for character in value:
        if not character.isascii() or not character.isprintable():
            kind = unicodedata.category(character)
            if kind not in ("Cf", "Zs") and not _selects(character) and not fonts.covers(character):
                return character
    return None


def check_glyphs(value: object, place: str) -> None:
    """Look through strings, lists and mappings; raise MissingGlyph, whose context is place and value."""
    if isinstance(value, str):
        character = find_missing_glyph(_SPACES.sub(" ", value))
        if character:
            raise MissingGlyph(character, f"{place}: “{shorten_text(value)}”")
    elif isinstance(value, Mapping):
        for key, item in value.items():
            check_glyphs(item, f"{place}.{key}" if place else str(key))
    elif isinstance(value, (list, tuple)):
        for index, item in enumerate(value):
            check_glyphs(item, f"{place}[{index}]")


def shorten_text(value: str, most: int = 80) -> str:
    shown = "".join(character if character.isprintable() else "\N{REPLACEMENT CHARACTER}" for character in value)
    return shown if len(shown) <= most else shown[: most - 1] + "…"


def _selects(character: str) -> bool:
    return "\ufe00" <= character <= "\ufe0f" or "\U000e0100" <= character <= "\U000e01ef"
