"""Decide in which size and lines the words of a badge are set.

Python measures and the template breaks nothing itself, so what was measured is what is printed, in every script. The rule's numbers are
in `templates/print/badge-*.json`.
"""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import zip_longest
from pathlib import Path
from typing import Any

from conference.printing.documents.errors import BrokenTemplate, DoesNotFit
from conference.printing.documents.fonts import SANS, SERIF, Style
from conference.printing.documents.lines import break_lines, even_lines, pieces, total_width
from conference.printing.documents.measure import width
from conference.printing.documents.text import (
    NO_BREAK_SPACE,
    accents,
    guess_language,
    is_rtl,
    is_tall,
    shorten_text,
    with_whole_brackets,
)

MM = 72 / 25.4
ROLES = ("party", "native", "name", "function")
# Points; below this a badge can't be read at arm's length.
SMALLEST = 6.0
_FUNCTION_SAVING = 0.9
# Em of room above a line whose signs stand over the letters (text.is_tall).
_RISE = 0.16
# Em below the baseline and above the cap height: the dots of a final yeh, the tail of a g; the top of an Arabic kaf, one accent on a
# capital; and what stays white between two lines.
_ARABIC_HANGS, _LATIN_HANGS, _ARABIC_RISES, _ACCENT, _CLEAR = 0.46, 0.25, 0.16, 0.22, 0.04


@dataclass(frozen=True, slots=True)
class Box:
    """A place on the badge, in mm from its upper left corner."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Role:
    """How a kind of line is set: weight, cap height in em, space below in mm."""

    family: str
    weight: int
    cap: float
    gap: float
    rtl_gap: float


@dataclass(frozen=True, slots=True)
class Foot:
    """The number's line beside the days' boxes: size in points; width of a day, of all days at most, and gap, in mm."""

    width: float
    size: float
    day: float
    days: float
    gap: float


@dataclass(frozen=True, slots=True)
class Geometry:
    width: float
    height: float
    words: Box
    photo: Box
    code: Box
    foot: Foot
    leading: float
    roles: Mapping[str, Role]
    steps: tuple[tuple[float, float, float], ...]
    native_larger: float
    native_smallest: float
    native_broken: float
    name_beside_native: float
    saving: float


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of one role. `top`: cap height of the first, in mm from the badge's upper edge."""

    role: str
    size: float
    lines: tuple[str, ...]
    top: float
    rtl: bool
    language: str


@dataclass(frozen=True, slots=True)
class Words:
    party: str
    native: str
    name: str
    function: str
    language: str = ""


def read_geometry(path: Path) -> Geometry:
    """Read a badge's measures from JSON; raise BrokenTemplate when missing or wrong."""
    try:
        return _geometry(json.loads(path.read_text(encoding="utf-8")))
    except OSError:
        raise BrokenTemplate(path.name) from None
    except json.JSONDecodeError as error:
        raise BrokenTemplate(path.name, error.msg, file=path.name, line=error.lineno) from None
    except KeyError as error:
        raise BrokenTemplate(path.name, f"“{error.args[0]}” is missing") from None
    except (TypeError, ValueError, AttributeError) as error:
        raise BrokenTemplate(path.name, str(error)) from None


def _geometry(data: dict[str, Any]) -> Geometry:
    def number(place: Mapping[str, Any], name: str) -> float:
        value = place[name]
        if type(value) not in (int, float) or not 0 <= value < math.inf:
            raise ValueError(f"“{name}” is no measure: {value!r}")
        return float(value)

    def role(name: str) -> Role:
        spec = data["roles"][name]
        cap, gap = number(spec, "cap"), number(spec, "gap")
        family = SERIF if spec["font"] == "serif" else SANS
        return Role(family, int(number(spec, "weight")), cap, gap, number({"rtl_gap": gap, **spec}, "rtl_gap"))

    def box(name: str, *, width: float | None = None, left: float | None = None, square: bool = False) -> Box:
        place = {
            **({} if width is None else {"width": width}),
            **({} if left is None else {"left": left}),
            **data[name],
        }
        across = number(place, "width")
        return Box(number(place, "left"), number(place, "top"), across, across if square else number(place, "height"))

    inset, width = number(data, "inset"), number(data, "width")
    full, foot = width - 2 * inset, data["foot"]
    steps = tuple((float(party), float(name), float(function)) for party, name, function in data["steps"])
    if not steps:
        raise ValueError("“steps” is empty")
    rest = ("leading", "native_larger", "native_smallest", "native_broken", "name_beside_native", "saving")
    return Geometry(
        width=width,
        height=number(data, "height"),
        words=box("words", width=full, left=inset),
        photo=box("photo"),
        code=box("code", square=True),
        foot=Foot(full, *(number(foot, name) for name in ("size", "day", "days", "gap"))),
        roles={name: role(name) for name in ROLES},
        steps=steps,
        **{name: number(data, name) for name in rest},
    )


def fit_paragraphs(texts: Words, geometry: Geometry) -> tuple[Paragraph, ...]:
    """Return a badge's paragraphs in the largest step whose words fit width and height.

    A name breaks between words only. The native line is set smaller before it is broken. Then whatever can save a line by a size up to 15%
    smaller takes it, and lines of a paragraph are evened.

    Raises:
        DoesNotFit: Too long in the smallest step; names the longest value.
        MissingGlyph: No font has a character.
    """
    whole = replace(texts, party=with_whole_brackets(texts.party))
    for step in geometry.steps:
        chosen = _try_step(whole, step, geometry)
        if chosen is not None:
            return _placed(chosen, texts.language, geometry)
    longest = max((texts.party, texts.native, texts.name, texts.function), key=len)
    raise DoesNotFit(f"There is no room for “{shorten_text(longest)}” ({len(longest)} characters).", value=longest)


@dataclass(frozen=True, slots=True)
class _Draft:
    role: str
    text: str
    size: float
    lines: tuple[str, ...]


def _try_step(texts: Words, step: tuple[float, float, float], geometry: Geometry) -> list[_Draft] | None:
    party, name, function = step
    drafts = [_wrapped("party", texts.party, party, texts.language, geometry)]
    if texts.native:
        drafts.append(_native(texts.native, name + geometry.native_larger, texts.language, geometry))
        name = max(name * geometry.name_beside_native, SMALLEST)
    drafts.append(_wrapped("name", texts.name, name, texts.language, geometry))
    if texts.function:
        drafts.append(_wrapped("function", texts.function, function, texts.language, geometry))
    if _height(drafts, geometry) > geometry.words.height:
        return None
    return [_finished(draft, texts.language, geometry) for draft in drafts]


def _wrapped(role: str, text: str, size: float, language: str, geometry: Geometry) -> _Draft:
    """Return lines in the given size, or a smaller one in which the widest word fits; raise DoesNotFit."""
    most, names = geometry.words.width * MM, role == "name"
    while size >= SMALLEST:
        style = _style(role, text, size, language, geometry)
        lines = break_lines(text, style, most, names=names)
        if lines:
            return _Draft(role, text, size, lines)
        widest = max(piece.width for piece in pieces(text, style, most, names=names))
        size = min(size - 0.25, math.floor(size * most / widest * 4) / 4)
    raise DoesNotFit(f"There is no room for a word of “{shorten_text(text)}”.", value=text)


def _native(text: str, largest: float, language: str, geometry: Geometry) -> _Draft:
    """Return one line in the largest size that fits; broken if even the smallest is too wide."""
    size = largest
    while size >= geometry.native_smallest:
        wide = width(text, _style("native", text, size, language, geometry))
        if wide <= geometry.words.width * MM:
            return _Draft("native", text, size, (text,))
        size = min(size - 0.25, math.ceil(size * geometry.words.width * MM / wide * 4) / 4)
    return _wrapped("native", text, min(largest, geometry.native_broken), language, geometry)


def _finished(draft: _Draft, language: str, geometry: Geometry) -> _Draft:
    if len(draft.lines) == 1:
        return draft
    most, names = geometry.words.width * MM, draft.role == "name"
    ratio = _FUNCTION_SAVING if draft.role == "function" else geometry.saving
    style = _style(draft.role, draft.text, draft.size, language, geometry)
    wide = total_width(pieces(draft.text, style, most, names=names), style)
    size = draft.size - 0.5
    # A smaller optical size has relatively wider letters; a tenth more than proportional covers that.
    while size >= draft.size * ratio and wide * ratio <= most * (len(draft.lines) - 1) * 1.1:
        style = _style(draft.role, draft.text, size, language, geometry)
        fewer = break_lines(draft.text, style, most, names=names)
        if fewer and len(fewer) < len(draft.lines):
            return _Draft(draft.role, draft.text, size, even_lines(draft.text, style, most, names=names) or fewer)
        size -= 0.5
    style = _style(draft.role, draft.text, draft.size, language, geometry)
    return _Draft(draft.role, draft.text, draft.size, even_lines(draft.text, style, most, names=names) or draft.lines)


def _style(role: str, text: str, size: float, language: str, geometry: Geometry) -> Style:
    spec = geometry.roles[role]
    return Style(spec.family, spec.weight, round(size, 2), _language(text, language))


def _language(text: str, language: str) -> str:
    """Return the language of the letter forms: the given one for Han only, ar for Arabic letters."""
    guess = guess_language(text)
    return language if language and guess not in ("", "ar") else guess


def _depth(draft: _Draft, geometry: Geometry) -> float:
    """Return the height of the lines in mm, from cap height to the last baseline."""
    lines = len(draft.lines)
    return draft.size / MM * (lines * geometry.roles[draft.role].cap + (lines - 1) * geometry.leading)


def _gap(draft: _Draft, below: _Draft | None, geometry: Geometry) -> float:
    """Return the space below in mm: the role's, or as much as keeps the dots of Arabic letters off the line beside them."""
    if below is None:
        return 0.0
    role, rtl = geometry.roles[draft.role], is_rtl(draft.text)
    gap = role.rtl_gap if rtl or is_tall(draft.text) else role.gap
    if not (rtl or is_rtl(below.text)):
        return gap
    hanging = draft.size * (_ARABIC_HANGS if rtl else _LATIN_HANGS)
    rising = below.size * (_ARABIC_RISES if is_rtl(below.text) else accents(below.lines[0]) * _ACCENT)
    return max(gap, (hanging + rising + draft.size * _CLEAR) / MM)


def _gaps(drafts: list[_Draft], geometry: Geometry) -> list[float]:
    return [_gap(draft, below, geometry) for draft, below in zip_longest(drafts, drafts[1:])]


def _rise(draft: _Draft) -> float:
    """Return the mm left free above a line for signs over its letters."""
    return draft.size / MM * _RISE if is_tall(draft.text) else 0.0


def _height(drafts: list[_Draft], geometry: Geometry) -> float:
    return sum(_gaps(drafts, geometry)) + sum(_depth(draft, geometry) + _rise(draft) for draft in drafts)


def _placed(drafts: list[_Draft], language: str, geometry: Geometry) -> tuple[Paragraph, ...]:
    top = geometry.words.top
    paragraphs = []
    for draft, gap in zip(drafts, _gaps(drafts, geometry), strict=True):
        top += _rise(draft)
        paragraphs.append(
            Paragraph(
                draft.role,
                round(draft.size, 2),
                tuple(line.replace(NO_BREAK_SPACE, " ") for line in draft.lines),
                round(top, 3),
                is_rtl(draft.text),
                _language(draft.text, language),
            )
        )
        top += _depth(draft, geometry) + gap
    return tuple(paragraphs)
