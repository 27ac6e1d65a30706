"""Reasons that the program gives or proposes, shown in the reader's language.

A reason that the program gives is stored as a code. A proposed sentence that an officer chooses is stored as text and is recognized in
every language. An officer's own words are shown as they are.
"""

from collections.abc import Mapping
from functools import lru_cache

from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import override

from conference.core.registry import Registry

by_code: Registry[str | Promise] = Registry("reasons that the program gives or proposes")


def register_reasons(reasons: Mapping[str, str | Promise]) -> None:
    """Add reasons by code: `{"meeting.not_answered": _("Not answered in time.")}`."""
    by_code.update(reasons)
    _known.cache_clear()


def read(text: str) -> str:
    """Return the stored reason in the active language."""
    if text in by_code:
        return str(by_code[text])
    return str(_known().get(text, text))


@lru_cache(maxsize=1)
def _known() -> Mapping[str, str | Promise]:
    """Return the sentences by their text in each language."""
    sentences: dict[str, str | Promise] = {}
    for code, _name in settings.LANGUAGES:
        with override(code):
            sentences |= {str(sentence): sentence for sentence in by_code.values()}
    return sentences
