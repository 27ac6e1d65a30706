"""Break a text into lines: between words, never at a hyphen, nor after a short word that belongs to the next."""

import re
from functools import lru_cache
from typing import NamedTuple

from conference.printing.documents.fonts import Style
from conference.printing.documents.measure import width

# Between two Han or kana characters a line may break without a space; not before closing marks, not after opening ones.
_CJK = r"\u2e80-\u30ff\u31f0-\u9fff\uf900-\ufaff\uff01-\uff9f\U00020000-\U0003ffff"
_CLOSING = r"、。〉》」』】〕〗！），．：；？ー"
_CJK_BREAK = re.compile(rf"(?<=[{_CJK}])(?<![〈《「『【〔〖（])(?=[{_CJK}])(?![{_CLOSING}])")
# Particles (de, van der, of) and abbreviated titles (H.E. Mr.).
_LEANING = re.compile(r"[^\W\d_]{1,3}\.|(?:[^\W\d_]\.)+|[a-zà-ÿ]{1,3}")


class Piece(NamedTuple):
    """What stays together: what joins it to the one before (a space or nothing), text, width in points."""

    glue: str
    text: str
    width: float


def break_lines(text: str, style: Style, most: float, *, names: bool) -> tuple[str, ...] | None:
    """Return full lines of at most `most` points; None if a word is wider.

    `names` keeps Han and kana words whole, which may otherwise break anywhere.
    """
    return _fill(pieces(text, style, most, names=names), style, most)


def even_lines(text: str, style: Style, most: float, *, names: bool) -> tuple[str, ...] | None:
    """Return as many lines as `break_lines`, in the narrowest measure that holds them."""
    parts = pieces(text, style, most, names=names)
    best = _fill(parts, style, most)
    if best is None or len(best) == 1:
        return best
    low, high = most / len(best), most
    while high - low > style.size / 5:
        middle = (low + high) / 2
        fewest = _fill(parts, style, middle)
        if fewest and len(fewest) <= len(best):
            best, high = fewest, middle
        else:
            low = middle
    return best


def total_width(parts: tuple[Piece, ...], style: Style) -> float:
    return sum(part.width for part in parts) + width(" ", style) * sum(1 for part in parts[1:] if part.glue)


@lru_cache(maxsize=4_000)
def pieces(text: str, style: Style, most: float, *, names: bool) -> tuple[Piece, ...]:
    """Split where lines may break. A short word is kept with the next, unless wider than a line."""
    space = width(" ", style)
    loose = [
        Piece("" if place else " ", part, width(part, style))
        for word in text.split(" ")
        for place, part in enumerate([word] if names else _CJK_BREAK.split(word))
    ]
    group: list[Piece] = []
    for number, piece in enumerate(loose):
        if number and _LEANING.fullmatch(loose[number - 1].text):
            before = group.pop()
            gap = space if piece.glue else 0
            group.append(Piece(before.glue, before.text + piece.glue + piece.text, before.width + gap + piece.width))
        else:
            group.append(piece)
    return tuple(group if all(piece.width <= most for piece in group) else loose)


def _fill(parts: tuple[Piece, ...], style: Style, most: float) -> tuple[str, ...] | None:
    space = width(" ", style)
    lines: list[str] = []
    room = 0.0
    for glue, text, wide in parts:
        needed = wide + (space if glue else 0)
        if lines and needed <= room:
            lines[-1] += glue + text
            room -= needed
        elif wide <= most:
            lines.append(text)
            room = most - wide
        else:
            return None
    return tuple(lines)
