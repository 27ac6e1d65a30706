"""Markup as a browser takes it, without white space that nobody sees."""

import re

_TAG = re.compile(r"""(<(?:[^<>"']|"[^"]*"|'[^']*')*>)""")
_VERBATIM = re.compile(r"<(/?)(?:pre|textarea|script|style)\b")
_VOID = re.compile("<(?:img|input|wbr)\\b")
# Beside the tags of these a browser shows no white space, beside those of others (links, spans) it does.
_BLOCKS = re.compile(
    "</?(?:address|article|aside|blockquote|body|br|button|caption|col|colgroup|datalist|dd|details|dialog|div|dl|dt|fieldset|figcaption|figure"
    "|footer|form|h[1-6]|head|header|hr|html|input type=.hidden|legend|li|link|main|meta|nav|ol|option|p|script|section|select|summary"
    "|table|tbody|td|tfoot|th|thead|title|tr|ul)\\b|<!"
)


def compact(html: str) -> str:
    """Return the markup on one line, without white space beside block elements or at inner edges."""
    parts = _TAG.split(html)
    verbatim = False
    for at, part in enumerate(parts):
        if at % 2:
            if said := _VERBATIM.match(part):
                verbatim = not said[1]
            parts[at] = _one_line(part)
        elif not verbatim:
            parts[at] = _between(parts[at - 1] if at else "<!", part, parts[at + 1] if at + 1 < len(parts) else "<!")
    return "".join(parts)


def _one_line(tag: str) -> str:
    return re.sub(r"\s+(?=>$)", "", re.sub(r"\s+", " ", tag))


def _between(before: str, text: str, after: str) -> str:
    text = re.sub(r"[ \t\n\r\f]+", " ", text)
    if _BLOCKS.match(before) or not (before.startswith("</") or _VOID.match(before)):
        text = text.removeprefix(" ")
    if _BLOCKS.match(after) or after.startswith("</"):
        text = text.removesuffix(" ")
    return text
