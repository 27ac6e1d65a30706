"""How a language writes quotations, per cents and a word within a sentence."""

from babel.numbers import format_percent
from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, pgettext, to_locale

register = template.Library()


@register.filter
def quoted(text: object) -> SafeString:
    """Return `“in shadow”`, what somebody wrote between the marks of the active language, in its own direction."""
    marks = pgettext("in quotation marks", "“%s”").split("%s")
    return format_html("{}<bdi>{}</bdi>{}", marks[0], text, marks[1])


@register.filter
def within_sentence(word: object) -> str:
    """Return a label as it stands within a sentence: `head of delegation`. An abbreviation keeps its capitals: `представитель СМИ`."""
    text = str(word)
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


@register.simple_tag
def percent(share: int) -> str:
    """Return `96%`, with the space and the sign of the active language."""
    return format_percent(share / 100, locale=to_locale(get_language() or "en"))
