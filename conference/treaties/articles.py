"""How a language writes an article of a treaty, its paragraph and its letter."""

import re

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from conference.translated import short_code

PARTS = re.compile(r"(\w+) ?\((\w+)\)(?: ?\(([a-z])\))?")
ARABIC = dict(zip("abcdef", "أبجدهو", strict=True))  # أبجد, in which Arabic texts letter their paragraphs


def cite(sentence: str, article: str) -> str:
    """Return the sentence with the article that it rests on."""
    if not article:
        return sentence
    return _("%(sentence)s (%(article)s).") % {"sentence": sentence.rstrip(".。"), "article": article_words(article)}


def article_words(written: str) -> str:
    """Return `article 65 (1)`; in French `article 65, paragraphe 1`."""
    match = PARTS.fullmatch(written.strip())
    if match is None:
        return _("article %(article)s") % {"article": written}
    article, paragraph, letter = match.groups()
    values = {"article": article, "paragraph": paragraph}
    if letter is None:
        return _("article %(article)s (%(paragraph)s)") % values
    values["letter"] = ARABIC.get(letter, letter) if short_code(get_language()) == "ar" else letter
    return _("article %(article)s (%(paragraph)s) (%(letter)s)") % values
