"""How a person is named in lists: by the Latin name, or by the name in the reader's own script where it is known."""

import unicodedata

from django.utils.translation import get_language

# Characters of a part of a name for which the narrowest column of names has room.
LONGEST_UNBROKEN = 22
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


def on_badge(written: str, family: str, given_names: str, native: str = "") -> tuple[str, str]:
    """Return the name in Latin letters and the native one that a badge prints.

    The Latin one is as the person wishes, else as in the travel document. What was `written` without a Latin letter is the native name.
    """
    documented = f"{given_names} {family}".strip()
    if not documented or any("LATIN" in unicodedata.name(letter, "") for letter in written):
        return written or documented, native
    return documented, native or written


def in_order(family: str, given_names: str, written: str) -> str:
    """Return both names, the family name first if it comes first in `written`."""
    if not (family and given_names):
        return family or given_names
    return f"{family} {given_names}" if _is_family_first(family, given_names, written) else f"{given_names} {family}"


def _is_family_first(family: str, given_names: str, written: str) -> bool:
    folded = _folded(written)
    return folded.startswith(f"{_folded(family)} ") and not folded.startswith(f"{_folded(given_names)} ")


def in_order_on_paper(family: str, given_names: str, written: str) -> str:
    """Return both names as `in_order` does, so that a line breaks between them only; a name that fills a line may break too."""
    unbroken = [
        part.replace(" ", "\N{NO-BREAK SPACE}") if len(part) <= LONGEST_UNBROKEN else part
        for part in (family, given_names)
    ]
    if family and given_names and not _is_family_first(family, given_names, written):
        unbroken.reverse()
    return " ".join(filter(None, unbroken))


# Of names written in one line. States whose names begin with the family's, and those where the father's and the mother's name follow.
FAMILY_FIRST = frozenset({"CHN", "HUN", "JPN", "KHM", "KOR", "PRK", "VNM"})
TWO_FAMILY_NAMES = frozenset(
    {"ARG", "BOL", "CHL", "COL", "CRI", "CUB", "DOM", "ECU", "ESP", "GNQ", "GTM", "HND", "MEX", "NIC", "PAN", "PER"}
    | {"PRY", "SLV", "URY", "VEN"}
)
# What belongs to the name after it: `de la Cruz`, `Al Saud`, `bin Salman`.
PARTICLES = frozenset(
    {"de", "del", "della", "di", "da", "das", "do", "dos", "du", "des", "la", "las", "le", "los", "van", "von", "der"}
    | {"den", "ter", "ten", "zu", "zum", "af", "av", "st.", "al", "el", "bin", "ben", "ibn", "bint", "abu", "abd"}
    | {"abdel", "abdul", "mac", "آل", "بن", "ابن", "بنت", "أبو", "عبد"}
)


def split_family(written: str, state: str) -> tuple[str, str]:
    """Return family name and given names of a name written in one line, without honorific; ("name", "") for a single one.

    Capitals mark the family name, as the UN writes it. Else it is the first word or the last, as in the state that sends the person, with
    the particles before it; of an Icelandic name the father's or mother's name, as in passports.

    Args:
        state: ISO 3166 alpha-3, or another code of the party.
    """
    words = written.split()
    capitals = [word for word in words if word.isupper() and not _is_initial(word) and word.lower() not in PARTICLES]
    if len(words) > 1 and 0 < len(capitals) < len(words) and not any(is_in_script(word, "CJK") for word in capitals):
        first = words.index(capitals[0])
        last = len(words) - 1 - words[::-1].index(capitals[-1])
        return " ".join(words[first : last + 1]), " ".join([*words[:first], *words[last + 1 :]])
    if state in FAMILY_FIRST:
        return (words[0], " ".join(words[1:])) if words else ("", "")
    start = max(0, len(words) - (2 if state in TWO_FAMILY_NAMES and len(words) > 2 else 1))
    while start > 0 and words[start - 1].casefold() in PARTICLES:
        start -= 1
    return " ".join(words[start:]), " ".join(words[:start])


def _is_initial(word: str) -> bool:
    """Return whether the word is an initial, or several: `L`, `L.`, `J.K.`."""
    return all(len(part) < 2 for part in word.split("."))


def _folded(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text.replace("Đ", "D").replace("đ", "d"))
    return "".join(character for character in plain if not unicodedata.combining(character)).casefold()
