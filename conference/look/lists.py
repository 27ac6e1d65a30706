"""Join what stands in a row as the reader's language does: things by CLDR's list patterns, facts by its comma."""

from __future__ import annotations

from collections.abc import Iterable

from babel.lists import format_list
from django.utils.translation import get_language, pgettext, to_locale

from conference.translated import FALLBACK, short_code

# Between things, where a template draws each of them.
LIST_COMMAS = {"ar": "، ", "zh": "、"}
COMMAS = {"ar": "، ", "zh": "，"}
WIDE_STOPS = ("。", "！", "？")
STOPS = (".", "!", "?", "…", "؟", *WIDE_STOPS)
SEMICOLONS = {"ar": "؛ ", "fr": "\u202f; ", "zh": "；"}


def in_words(parts: Iterable[object], *, capital: bool = False, conjunction: bool = False) -> str:
    """Return a list of things: `date of birth, passport, photo`, in French `la date de naissance, le passeport et la photo`.

    English has CLDR's pattern of lists without a conjunction, which reads the same in a sentence and in a cell; with `conjunction`
    it has the other one.
    """
    found = [str(part) for part in parts]
    language = get_language() or FALLBACK
    if short_code(language) == FALLBACK:
        text = format_list(found, locale="en_GB") if conjunction else ", ".join(found)
    else:
        text = format_list(found, locale=to_locale(language))
    return text[:1].upper() + text[1:] if capital else text


def one_of(parts: Iterable[object]) -> str:
    """Return things of which one is enough, by CLDR's pattern for “or”: `name, photo or capacity`."""
    language = get_language() or FALLBACK
    locale = "en_GB" if short_code(language) == FALLBACK else to_locale(language)
    return format_list([str(part) for part in parts], style="or", locale=locale)


def comma() -> str:
    """Return the language's comma between facts, with its space."""
    return COMMAS.get(short_code(get_language()), ", ")


def beside(parts: Iterable[object]) -> str:
    """Return facts side by side, without the empty ones: `Naliaka Barasa, Minister for Foreign Affairs, Kenya`."""
    return comma().join(str(part) for part in parts if part)


def with_brackets(text: object, inner: object) -> str:
    """Return `Delegate (2)`, and `代表（2）` in Chinese."""
    return pgettext("a text and its brackets", "{} {}").format(text, pgettext("in brackets", "(%s)") % inner)


def sentences(parts: Iterable[object]) -> str:
    """Return sentences one after another, without the empty ones; one that lacks its stop gets the language's.

    A space follows each stop but the wide ones of Chinese, which hold it.
    """
    stop = "。" if short_code(get_language()) == "zh" else "."
    texts = [str(part).strip() for part in parts]
    whole = [text if text.endswith(STOPS) else text + stop for text in texts if text]
    return "".join(text if text.endswith(WIDE_STOPS) else f"{text} " for text in whole).rstrip()


def apart(parts: Iterable[object]) -> str:
    """Return things that have commas inside, without the empty ones, by semicolons."""
    return SEMICOLONS.get(short_code(get_language()), "; ").join(str(part) for part in parts if part)
