"""The mechanical sort key of a short name; a `*_sort` column of parties.csv overrides it where another place is due."""

import unicodedata


def mechanical_key(name: str) -> str:
    """Return the key by which a short name sorts when `parties.csv` says nothing else.

    The same rule as `sort_key` of the app `parties`, kept here without Django: lower case, accents folded, đ as d, apostrophes
    dropped; spaces, hyphens and brackets stay. "Côte d’Ivoire" gives "cote divoire", which stands before "croatia".
    Compare keys by code point (`COLLATE "C"` on PostgreSQL): a linguistic collation would skip spaces and hyphens.

    Args:
        name: a short name without its article.
    """
    plain = name.replace("Đ", "D").replace("đ", "d").replace("’", "").replace("'", "")
    folded = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return folded.casefold().strip()
