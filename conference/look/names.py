"""How a person is named in lists: by the Latin name, or by the name in the reader's own script where it is known."""

import unicodedata

from django.utils.translation import get_language

# Scripts of the site's languages other than Latin, as the Unicode names of their characters begin.
SCRIPTS = {"ar": "ARABIC", "ru": "CYRILLIC", "zh-hans": "CJK"}


def is_in_script(text: str, script: str) -> bool:
    """Return True when every letter of the text is of that script."""
    letters = [character for character in text if unicodedata.category(character).startswith("L")]
    return bool(letters) and all(unicodedata.name(character, "").startswith(script) for character in letters)


def script_of(language: str | None) -> str:
    """Return the script of a language as Unicode's names begin with it; empty for Latin."""
    return SCRIPTS.get(language or "", "")


def in_readers_script(native: str) -> str:
    """Return the native name if it is in the script of the active language; else empty."""
    script = script_of(get_language())
    return native if script and is_in_script(native, script) else ""


def in_order(family: str, given_names: str, written: str) -> str:
    """Return both names, the family name first if it comes first in `written`."""
    if not (family and given_names):
        return family or given_names
    first = _folded(written).startswith(f"{_folded(family)} ") and not _folded(written).startswith(
        f"{_folded(given_names)} "
    )
    return f"{family} {given_names}" if first else f"{given_names} {family}"


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(character for character in plain if not unicodedata.combining(character)).casefold()
