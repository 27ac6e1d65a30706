"""Join texts as the reader's language does: lists by CLDR's patterns, facts by its comma."""

from collections.abc import Iterable

from babel.lists import format_list
from django.utils.translation import get_language, pgettext, to_locale

from conference.templatetags.writing import within_sentence
from conference.translated import FALLBACK, short_code

# In Arabic a comma between two Latin names, or before a number, would run with them from left to right: the mark before it says that it
# does not.
_ARABIC_COMMA = "\N{RIGHT-TO-LEFT MARK}، "
# Between items that a template draws one by one.
LIST_COMMAS = {"ar": _ARABIC_COMMA, "zh": "、"}
COMMAS = {"ar": _ARABIC_COMMA, "zh": "，"}
WIDE_STOPS = ("。", "！", "？")
STOPS = (".", "!", "?", "…", "؟", *WIDE_STOPS)
SEMICOLONS = {"ar": "؛ ", "fr": "\u202f; ", "zh": "；"}


def in_words(parts: Iterable[object], *, capital: bool = False, conjunction: bool = False) -> str:
    """Return a list: `date of birth, passport, photo`, in French `la date de naissance, le passeport et la photo`.

    In English only `conjunction` adds an “and”: the list without it fits both a sentence and a table's cell.
    """
    texts = [str(part) for part in parts]
    is_plain = short_code(get_language()) == FALLBACK and not conjunction
    text = ", ".join(texts) if is_plain else format_list(texts, locale=_locale())
    return text[:1].upper() + text[1:] if capital else text


def any_of(parts: Iterable[object]) -> str:
    """Return a list of alternatives, by CLDR's pattern for “or”: `name, photo or capacity`."""
    return format_list([str(part) for part in parts], style="or", locale=_locale())


def _locale() -> str:
    language = get_language() or FALLBACK
    return "en_GB" if short_code(language) == FALLBACK else to_locale(language)


def join_offices(offices: Iterable[object]) -> str:
    """Join offices or ranks, without empty ones. English writes each with a capital: `Head of delegation, Minister`."""
    first, *others = [str(office) for office in offices if office] or [""]
    is_english = short_code(get_language()) == FALLBACK
    return join_facts([first, *(others if is_english else map(within_sentence, others))])


def comma() -> str:
    """Return the language's comma between facts, with its space."""
    return COMMAS.get(short_code(get_language()), ", ")


def join_facts(parts: Iterable[object]) -> str:
    """Return facts side by side, without the empty ones: `Naliaka Barasa, Minister for Foreign Affairs, Kenya`."""
    return comma().join(str(part) for part in parts if part)


def with_brackets(text: object, inner: object) -> str:
    """Return `Delegate (2)`, and `代表（2）` in Chinese."""
    return pgettext("a text and its brackets", "{} {}").format(text, pgettext("in brackets", "(%s)") % inner)


def join_sentences(parts: Iterable[object]) -> str:
    """Join sentences, without the empty ones, and add the language's stop where one is missing.

    A space follows each stop except the wide ones of Chinese.
    """
    stop = "。" if short_code(get_language()) == "zh" else "."
    texts = [str(part).strip() for part in parts]
    whole = [text if text.endswith(STOPS) else text + stop for text in texts if text]
    return "".join(text if text.endswith(WIDE_STOPS) else f"{text} " for text in whole).rstrip()


def join_by_semicolons(parts: Iterable[object]) -> str:
    """Join texts that contain commas, without the empty ones, by semicolons."""
    return SEMICOLONS.get(short_code(get_language()), "; ").join(str(part) for part in parts if part)
