"""Prepare what Typst sets: a badge's own words, and the ground shared by its kind."""

from pathlib import Path

from conference.printing.badges.data import BackWords, BadgeData, ConferenceLines, Cover
from conference.printing.badges.jpeg import Frame, read_frame
from conference.printing.badges.sheets import Layout
from conference.printing.documents import text
from conference.printing.documents.errors import DoesNotFit, MissingGlyph, PrintError
from conference.printing.documents.fit import MM, Geometry, Paragraph, Words, fit_paragraphs
from conference.printing.documents.fonts import SANS, Style
from conference.printing.documents.measure import width

COLOURS = {1: b"/DeviceGray", 3: b"/DeviceRGB"}
# Where a fault of a badge can stand; "category" is what it shares with its kind, "template" what all share on one paper.
FIELDS = ("party", "name", "name in its own script", "function", "number", "photo", "code", "category", "template")


def measured(badge: BadgeData, geometry: Geometry) -> tuple[Paragraph, ...]:
    """Measure a badge's words. Raises MissingGlyph, DoesNotFit, which name badge and field."""
    cleaned = {field: text.clean_text(value) for field, value in values_of(badge).items()}
    for field, value in values_of(badge).items():
        character = text.find_missing_glyph(cleaned[field])
        if character:
            subject = f"badge {badge.serial}, {field}: “{text.shorten_text(value)}”"
            raise MissingGlyph(character, subject, field=field, value=value)
    party, name, native, function, _ = cleaned.values()
    if not party or not name:
        lacking = "name" if party else "party"
        raise PrintError(f"Badge {badge.serial} has no {lacking}.", field=lacking)
    if not _number_fits(badge, geometry):
        raise DoesNotFit(
            f"Badge {badge.serial}: its number is too long to stand beside {len(badge.days)} days.",
            field="number",
            value=badge.serial,
        )
    try:
        return fit_paragraphs(Words(party, native, name, function, badge.native_language), geometry)
    except MissingGlyph as error:
        field = _field_of(error.value, cleaned)
        context = f"badge {badge.serial}, {error.context}"
        raise MissingGlyph(error.character, context, field=field, value=error.value) from None
    except DoesNotFit as error:
        field = _field_of(error.value, cleaned)
        raise DoesNotFit(f"Badge {badge.serial}: {error}", field=field, value=error.value) from None


def values_of(badge: BadgeData) -> dict[str, str]:
    return {
        "party": badge.party_name,
        "name": badge.name,
        "name in its own script": badge.name_native,
        "function": badge.functional_title,
        "number": badge.serial,
    }


def _field_of(value: str, cleaned: dict[str, str]) -> str:
    return next((field for field, shown in cleaned.items() if value and value in shown), "")


def photograph(path: Path, serial: str) -> tuple[bytes, Frame]:
    """Read a photo for the file; raise PrintError, which names the badge."""
    try:
        data = path.read_bytes()
    except OSError:
        raise PrintError(f"The photograph of badge {serial} can't be read.", field="photo") from None
    frame = read_frame(data)
    if frame is None or frame.components not in COLOURS:
        raise PrintError(f"The photograph of badge {serial} is not a JPEG in grey or RGB.", field="photo")
    return data, frame


def _number_fits(badge: BadgeData, geometry: Geometry) -> bool:
    foot = geometry.foot
    number = width(badge.serial, Style(SANS, 600, foot.size)) + width(_copy(badge), Style(SANS, 400, foot.size))
    days = min(len(badge.days) * foot.day, foot.days)
    return number / MM + days + foot.gap <= foot.width


def _copy(badge: BadgeData) -> str:
    return f"{badge.conference.copy} {badge.copy}"


def kind_of(badge: BadgeData) -> object:
    return badge.conference, badge.category, badge.zones, badge.days, badge.photo is None


def typeset_data(
    layout: Layout, conference: ConferenceLines, kinds: list[BadgeData], *, backs: bool
) -> dict[str, object]:
    return {
        "title": "",
        "author": conference.name,
        "lang": conference.language,
        "measures": layout.measures,
        "backs": backs,
        "sheet": None,
        "paper": layout.sheet,
        "kinds": [_kind_data(badge, backs=backs) for badge in kinds],
        "badges": [],
        "covers": [],
    }


def cover_data(cover: Cover) -> dict[str, object]:
    return {
        "conference": text.clean_text(cover.conference.name),
        "title": text.clean_text(cover.title),
        "lines": [text.clean_text(line) for line in cover.lines],
        "foot": text.clean_text(cover.foot),
    }


def _kind_data(badge: BadgeData, *, backs: bool) -> dict[str, object]:
    lines = badge.conference
    category = badge.category
    return {
        "conference": text.clean_text(lines.name),
        "place_dates": text.clean_text(lines.place_dates),
        "short": text.clean_text(lines.short_name or lines.name),
        "short_place_dates": text.clean_text(lines.short_place_dates or lines.place_dates),
        "zones": [[zone.letter, zone.words, zone.letter in badge.zones] for zone in lines.zones],
        "days": [[day.words, day.granted] for day in badge.days],
        "category": {
            "letter": category.letter,
            "words": category.words,
            "fill": category.fill,
            "ink": category.ink,
            "head": category.is_head,
        },
        "no_photo": None if badge.photo else lines.no_photo,
        "back": _back_data(lines) if backs else None,
    }


def _back_data(lines: ConferenceLines) -> dict[str, object]:
    if lines.back is None:
        raise PrintError("There is no text for the backs of the badges.")
    return {name: getattr(lines.back, name) for name in BackWords.__slots__}


def own_data(badge: BadgeData, paragraphs: tuple[Paragraph, ...]) -> dict[str, object]:
    return {
        "paragraphs": [
            {
                "role": paragraph.role,
                "size": paragraph.size,
                "lines": paragraph.lines,
                "top": paragraph.top,
                "rtl": paragraph.rtl,
                "language": paragraph.language,
            }
            for paragraph in paragraphs
        ],
        "serial": badge.serial,
        "copy": _copy(badge),
    }
