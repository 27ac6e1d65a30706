"""The sort key of a short name; a `*_sort` column of parties.csv overrides it."""

import unicodedata


def mechanical_key(name: str) -> str:
    """Return the key by which a short name (without its article) sorts.

    The rule of `sort_key` in the app `parties`, without Django: lower case, accents folded, đ as d, apostrophes dropped; spaces, hyphens
    and brackets stay. Compare keys by code point (`COLLATE "C"` on PostgreSQL): a linguistic collation would skip spaces and hyphens.
    """
    plain = name.replace("Đ", "D").replace("đ", "d").replace("’", "").replace("'", "")
    folded = "".join(char for char in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(char))
    return folded.casefold().strip()
