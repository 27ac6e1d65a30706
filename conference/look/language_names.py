"""What languages are called, in the reader's language (CLDR, but for the spelling of United Nations documents)."""

import re
from collections.abc import Mapping
from functools import lru_cache

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language, to_locale

from conference.look.lists import in_words

_BETWEEN = re.compile(r"\s*(?:[,،、/+–-]|\band\b|\bet\b|\by\b|\be\b|\bи\b|\bvà\b|和|\sو)\s*")


# As United Nations documents write them, where CLDR has another spelling.
UNITED_NATIONS = {"ar": {"en": "الإنكليزية", "vi": "الفييتنامية"}}


def language_name(code: str) -> str:
    """Return what the language with that code is called; the code in capitals where CLDR has no name."""
    active = get_language() or "en"
    if name := UNITED_NATIONS.get(active, {}).get(code):
        return name
    name = str(_locale(to_locale(active)).languages.get(code, code.upper()))
    # CLDR has the Vietnamese names as they begin a line; within a sentence the word for language is small.
    return name.replace("Tiếng ", "tiếng ", 1)


def languages_text(text: str) -> str:
    """Translate a list such as `English and Vietnamese` from any language of the site into the reader's; other texts stay as they are."""
    codes = language_codes(text)
    return in_words((language_name(code) for code in codes), conjunction=True) if codes else text


def language_codes(text: str) -> list[str]:
    """Return the codes of the languages named in a text in any language of the site; none if one of them is unknown."""
    parts = [part for part in _BETWEEN.split(text.strip()) if part]
    codes = [_codes().get(part.casefold()) for part in parts]
    known_codes = [code for code in codes if code]
    return known_codes if len(known_codes) == len(codes) else []


@lru_cache(maxsize=16)
def _locale(name: str) -> Locale:
    return Locale.parse(name)


@lru_cache(maxsize=1)
def _codes() -> Mapping[str, str]:
    """Return the languages of two letters by their names in each language of the site."""
    codes: dict[str, str] = {}
    for code, _name in settings.LANGUAGES:
        codes |= {name.casefold(): key for key, name in _locale(to_locale(code)).languages.items() if len(key) == 2}
        codes |= {name: key for key, name in UNITED_NATIONS.get(code, {}).items()}
    return codes
