"""The mechanical sort key of a party's short name; ``parties.csv`` overrides it where protocol wants another place."""

import unicodedata

_LETTERS = {"đ": "d", "ø": "o", "ł": "l", "ß": "ss", "æ": "ae", "œ": "oe", "ı": "i"}
_DROPPED = "’'ʻ`\"“”«»"


def mechanical_key(name: str) -> str:
    """Return the key by which a short name sorts when nothing else is laid down.

    Lower case, accents folded, apostrophes dropped, every other sign a space, single spaces. "Côte d’Ivoire" gives
    "cote divoire", which stands before "croatia"; "Guinea-Bissau" gives "guinea bissau", which stands after "guinea".
    Compare keys by code point (``COLLATE "C"``): a linguistic collation would skip the spaces.

    Args:
        name: a short name without its article, in any language written in Latin letters.
    """
    folded = []
    for char in unicodedata.normalize("NFD", name.lower()):
        if unicodedata.combining(char) or char in _DROPPED:
            continue
        char = _LETTERS.get(char, char)
        folded.append(char if char.isalnum() else " ")
    return " ".join("".join(folded).split())
