"""Measure text by HarfBuzz, with the fonts, weights and optical sizes that Typst takes."""

import re
import unicodedata
from functools import lru_cache

import uharfbuzz as hb

from conference.printing.documents import fonts
from conference.printing.documents.errors import MissingGlyph
from conference.printing.documents.fonts import Style
from conference.printing.documents.text import find_missing_glyph

_RTL = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")


@lru_cache(maxsize=20_000)
def width(text: str, style: Style) -> float:
    """Return the width of a text on one line, in points. Raises MissingGlyph, whose context is the text."""
    chain = fonts.families(style.family, style.language)
    runs = _runs(text) if _RTL.search(text) else [text]
    return sum([_advance(run, style, chain, text) for run in runs]) * style.size


def _runs(text: str) -> list[str]:
    """Split where the direction turns: HarfBuzz shapes one at a time."""
    runs: list[str] = []
    before: bool | None = None
    for character in text:
        direction = unicodedata.bidirectional(character)
        now = direction in ("R", "AL") if direction in ("L", "R", "AL") else before
        if runs and now == before:
            runs[-1] += character
        else:
            runs.append(character)
        before = now
    return runs


def _advance(text: str, style: Style, chain: tuple[str, ...], whole: str) -> float:
    """Return the advance in em; clusters that the first font lacks are shaped by the next."""
    font = fonts.sized_font(chain[0], style.weight, style.size)
    buffer = hb.Buffer()
    buffer.add_str(text)
    buffer.guess_segment_properties()
    # Not the machine's locale, which would otherwise choose among a font's local forms.
    buffer.language = style.language or "en"
    hb.shape(font, buffer)
    infos, positions = buffer.glyph_infos, buffer.glyph_positions
    lacking = {info.cluster for info in infos if info.codepoint == 0}
    if not lacking:
        return float(sum([position.x_advance for position in positions]) / font.face.upem)
    if len(chain) == 1:
        raise MissingGlyph(find_missing_glyph(text) or text[min(lacking)], f"“{whole}”", value=whole)
    advances = [
        position.x_advance for info, position in zip(infos, positions, strict=True) if info.cluster not in lacking
    ]
    pieces = _pieces(text, sorted({info.cluster for info in infos}), lacking)
    return float(sum(advances) / font.face.upem) + sum([_advance(piece, style, chain[1:], whole) for piece in pieces])


def _pieces(text: str, clusters: list[int], lacking: set[int]) -> list[str]:
    stretches: list[list[int]] = []
    for start, end in zip(clusters, [*clusters[1:], len(text)], strict=True):
        if start in lacking:
            if stretches and stretches[-1][1] == start:
                stretches[-1][1] = end
            else:
                stretches.append([start, end])
    return [text[start:end] for start, end in stretches]
