"""Compile the translators' catalogues for Django; `./run` calls it when one changed.

By Babel, so that no machine needs GNU gettext.
"""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

HERE = Path(__file__).resolve().parent


def compile_all(folder: Path = HERE) -> int:
    """Write `django.mo` beside each `django.po`, without "fuzzy" entries. Return how many."""
    sources = sorted(folder.glob("*/LC_MESSAGES/*.po"))
    for source in sources:
        with source.open("rb") as file:
            catalogue = read_po(file, locale=source.parents[1].name)
        with source.with_suffix(".mo").open("wb") as file:
            write_mo(file, catalogue)
    return len(sources)


if __name__ == "__main__":
    compile_all()
