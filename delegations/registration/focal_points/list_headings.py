"""Headings and languages in pasted lists, which may be written in any language of the site."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils import translation
from django.utils.translation import get_language_info

from conference.files.pasted_tables import Cells
from conference.parties.spellings import fold


def split_heading(
    rows: list[Cells], columns: Mapping[str, Any], required: Sequence[str]
) -> tuple[list[str], list[Cells]]:
    """Return the names of the columns, and the rows without the heading.

    Args:
        columns: Their labels by name, in the order that holds without a heading.
        required: Names without which the first row is no heading.
    """
    labels = {fold(name): name for name in columns}
    for code, _language in settings.LANGUAGES:
        with translation.override(code):
            labels |= {fold(str(label)): name for name, label in columns.items()}
    heading = [labels.get(fold(cell), "") for cell in rows[0][1]] if rows else []
    if set(required) <= set(heading):
        return heading, rows[1:]
    return list(columns), rows


def languages_by_name() -> dict[str, str]:
    """Return the codes of the languages by their names in each of them."""
    codes = {}
    for code, name in settings.LANGUAGES:
        for text in (code, code.split("-")[0], get_language_info(code)["name_local"]):
            codes[fold(text)] = code
        for other, _label in settings.LANGUAGES:
            with translation.override(other):
                codes[fold(str(name))] = code
    return codes
