"""Remove the spaces after the wide stops of Chinese, which include their own space.

Templates separate sentences by a line end or a space, as all other languages need. It is removed for every page and mail here. Texts in
form fields and attributes stay as they are.
"""

import re
from typing import Any

from django.http import HttpRequest
from django.template.backends.django import DjangoTemplates, Template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from conference.translated import short_code

STOPS = "。，、；：！？"
INLINE = "a|abbr|b|bdi|cite|code|em|i|q|small|span|strong|time"
# A space or a template's line end and indent; a line end alone is somebody's own, in a text that keeps its lines.
_SPACE = re.compile(
    rf"([{STOPS}](?:</(?:{INLINE})>)*)(?: +|\s*\n +)(?=((?:<(?:{INLINE})\b[^>]*>\s*)*)[^\s<])", re.IGNORECASE
)
# A wide bracket includes its space too: `姓（必填）`.
_BRACKET = re.compile(rf"(?<=\S)(?: +|\s*\n +)(?=(?:<(?:{INLINE})\b[^>]*>)*（)", re.IGNORECASE)
_KEPT = ("textarea", "pre", "script", "style")


def close_up(html: str) -> str:
    """Return a page without spaces behind wide stops when it is in Chinese; else as it is."""
    if short_code(get_language()) != "zh":
        return html
    closed = _SPACE.sub(lambda match: match[0] if _stays(html, match.start()) else match[1], html)
    return _BRACKET.sub(lambda match: match[0] if _stays(closed, match.start()) else "", closed)


def close_up_text(text: str) -> str:
    """Return a plain text without spaces behind wide stops when it is in Chinese; its lines stay."""
    return re.sub(rf"(?<=[{STOPS}]) +", "", text) if short_code(get_language()) == "zh" else text


def _stays(html: str, at: int) -> bool:
    """Return whether the position is inside a tag, or in an element that shows its text as written."""
    if html.rfind("<", 0, at) > html.rfind(">", 0, at):
        return True
    return any(html.rfind(f"<{name}", 0, at) > html.rfind(f"</{name}", 0, at) for name in _KEPT)


class SpacedTemplate(Template):
    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        return SafeString(close_up(super().render(context, request)))


class SpacedTemplates(DjangoTemplates):
    """Django's templates; whole pages are closed up, with what they include."""

    def from_string(self, template_code: str) -> SpacedTemplate:
        return SpacedTemplate(super().from_string(template_code).template, self)

    def get_template(self, template_name: str) -> SpacedTemplate:
        return SpacedTemplate(super().get_template(template_name).template, self)
