"""Badges in bulk: one PDF of any length, in the memory of one chunk.

Typst sets every word: what badges share once for each kind, and each badge's own words, as measured by `fit`. The pages that it
makes become form objects in a file that `PdfWriter` writes as it goes; photographs go in as they are, codes as 1-bit masks. The
codes of a long batch are made meanwhile in a second process. Nothing reaches the destination before all of it is there.
"""

import io
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

import pikepdf

from conference.printing import qr, text
from conference.printing.badge_data import BackWords, BadgeData, ConferenceLines, Cover
from conference.printing.errors import DoesNotFit, MissingGlyph, PrintError
from conference.printing.files import destination
from conference.printing.fit import MM, Geometry, Paragraph, Words, fit, read_geometry
from conference.printing.fonts import SANS, Style
from conference.printing.jpeg import read_frame
from conference.printing.measure import width
from conference.printing.pdfwriter import PdfWriter, Taker
from conference.printing.sheets import LAYOUTS, Face, Layout, Picture, draw, page_size
from conference.printing.typeset import compile as typeset
from conference.printing.typeset import templates_folder

# A multiple of the places on a sheet. Smaller ones repeat the fonts' subsets more often, larger ones take more memory.
CHUNK = 200
_COLOURS = {1: b"/DeviceGray", 3: b"/DeviceRGB"}


@dataclass(frozen=True, slots=True)
class Printed:
    """What was written."""

    pages: int
    badges: int


class _Codes(Protocol):
    def submit(self, texts: Iterable[str]) -> Iterator[qr.Symbol]: ...
    def close(self) -> None: ...


def write_badges(
    badges: Iterable[BadgeData | Cover],
    out: Path | IO[bytes],
    *,
    layout: str = "a6",
    backs: bool = True,
    title: str = "Badges",
    at: datetime | None = None,
    progress: Callable[[int], None] | None = None,
) -> Printed:
    """Write the badges, in their order, as one PDF.

    Args:
        badges: taken as they come, a chunk at a time; a cover begins a page of its own, and a new sheet after it.
        out: a path, replaced only when all is written, or a binary file.
        layout: "a6", a badge a page; "a4x4", four on A4 with cutting marks; "cr80", a card a page, its code on the back.
        backs: a back follows each front (a6) or each sheet of fronts (a4x4, mirrored for turning on the long edge); always on cr80.
        title: of the file.
        at: aware time for the file's metadata; equal badges and times give equal bytes.
        progress: called after each chunk with the number of badges written so far.

    Returns:
        Counts of pages and badges.

    Raises:
        MissingGlyph, DoesNotFit: name the badge, and the character or the text.
        PrintError: no badge, unknown layout, a photograph that can't be read, no text for the backs.
    """
    if layout not in LAYOUTS:
        raise PrintError(f"There is no badge layout {layout}; there are {', '.join(LAYOUTS)}.")
    rest = iter(badges)
    first = list(itertools.islice(rest, CHUNK))
    if not first:
        raise PrintError("There is no badge to print.")
    more = list(itertools.islice(rest, 1))
    codes = qr.Helper() if more else qr.Inline()
    try:
        with destination(out) as file:
            kind = LAYOUTS[layout]
            batch = _Batch(PdfWriter(file), kind, codes, backs=backs or kind.code_on_back, title=title, at=at)
            for chunk in itertools.chain([first], itertools.batched(itertools.chain(more, rest), CHUNK)):
                batch.write(list(chunk))
                if progress:
                    progress(batch.written)
            batch.end()
    finally:
        codes.close()
    return Printed(pages=batch.file.page_count, badges=batch.written)


@dataclass(slots=True)
class _Batch:
    """The state of one file while it is written."""

    file: PdfWriter
    layout: Layout
    codes: _Codes
    backs: bool
    title: str
    at: datetime | None
    written: int = 0
    _faces: list[tuple[Face, Face]] = field(default_factory=list)
    _marks: int | None = None
    _kinds: dict[object, tuple[int, ...]] = field(default_factory=dict)
    _geometry: Geometry | None = None

    @property
    def geometry(self) -> Geometry:
        if self._geometry is None:
            self._geometry = read_geometry(templates_folder() / self.layout.measures)
        return self._geometry

    def write(self, items: list[BadgeData | Cover]) -> None:
        """Write one chunk: words, photographs, codes, pages."""
        badges = [item for item in items if isinstance(item, BadgeData)]
        symbols = self.codes.submit([badge.code for badge in badges])
        words = [measured(badge, self.geometry) for badge in badges]
        kinds = [kind_of(badge) for badge in badges]
        forms, covers = self._typeset(items, badges, kinds, words)
        own = iter(zip(badges, kinds, forms, strict=True))
        for item in items:
            if isinstance(item, Cover):
                self._cover(next(covers))
                continue
            badge, kind, form = next(own)
            ground = self._kinds[kind]
            picture, code = self._photograph(badge), self._code(badge, next(symbols))
            front, back = (None, code) if self.layout.code_on_back else (code, None)
            self._faces.append((Face((ground[0], form[0]), picture, front), Face((ground[-1], form[-1]), code=back)))
            self.written += 1
            if len(self._faces) == self.layout.places:
                self._sheet()

    def end(self) -> None:
        """Write the sheet that is not full yet, and the end of the file."""
        self._sheet()
        self.file.finish()

    def _sheet(self) -> None:
        if self._faces:
            self._page([front for front, _back in self._faces], mirrored=False)
            if self.backs:
                self._page([back for _front, back in self._faces], mirrored=True)
        self._faces = []

    def _cover(self, form: int) -> None:
        """A page of its own; printed on both sides, its back stays empty."""
        self._sheet()
        size = page_size(self.layout, self.geometry)
        self.file.add_page(*size, b"/XObject<</x0 %d 0 R>>" % form, b"/x0 Do")
        if self.backs:
            self.file.add_page(*size, b"", b"")

    def _page(self, faces: list[Face], *, mirrored: bool) -> None:
        resources, content = draw(faces, self.layout, self.geometry, mirrored=mirrored, marks=self._marks)
        self.file.add_page(*page_size(self.layout, self.geometry), resources, content)

    def _typeset(
        self,
        items: list[BadgeData | Cover],
        badges: list[BadgeData],
        kinds: list[object],
        words: list[tuple[Paragraph, ...]],
    ) -> tuple[list[tuple[int, ...]], Iterator[int]]:
        """Have the chunk's words set, and new kinds of badge; return the forms of each badge, front and back, and those of the covers."""
        new = {kind: badge for kind, badge in zip(kinds, badges, strict=True) if kind not in self._kinds}
        sheet = self.layout.sheet if self._marks is None else None
        covers = [item for item in items if isinstance(item, Cover)]
        own = [_own_data(badge, paragraphs) for badge, paragraphs in zip(badges, words, strict=True)]
        data = {
            **typeset_data(self.layout, items[0].conference, list(new.values()), backs=self.backs),
            "title": self.title,
            "sheet": sheet,
            "badges": own,
            "covers": [_cover_data(cover) for cover in covers],
        }
        with pikepdf.open(io.BytesIO(typeset(self.layout.template, data, at=self.at, tagged=False))) as made:
            self.file.adopt(made)
            forms = Taker(self.file).forms(made.pages)
            if sheet:
                self._marks = next(forms)
            sides = 2 if self.backs else 1
            for kind in new:
                self._kinds[kind] = tuple(itertools.islice(forms, sides))
            fronts = list(itertools.batched(itertools.islice(forms, sides * len(badges)), sides))
            return fronts, iter(list(forms))

    def _photograph(self, badge: BadgeData) -> Picture | None:
        if badge.photo is None:
            return None
        try:
            data = badge.photo.read_bytes()
        except OSError:
            raise PrintError(f"The photograph of badge {badge.serial} can't be read.") from None
        frame = read_frame(data)
        if frame is None or frame.components not in _COLOURS:
            raise PrintError(f"The photograph of badge {badge.serial} is not a JPEG in grey or RGB.")
        number = self.file.put_stream(
            b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace%b/Filter/DCTDecode"
            % (frame.width, frame.height, _COLOURS[frame.components]),
            data,
        )
        return Picture(number, frame)

    def _code(self, badge: BadgeData, symbol: qr.Symbol) -> int:
        if not symbol.size:
            raise PrintError(f"The code of badge {badge.serial} is empty or too long for a QR code.")
        return self.file.put_stream(
            b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 1/ImageMask true" % ((symbol.size,) * 2),
            symbol.rows,
        )


def measured(badge: BadgeData, geometry: Geometry) -> tuple[Paragraph, ...]:
    """Measure a badge's words. Raises MissingGlyph and DoesNotFit with the badge's number."""
    values = {
        "party": badge.party_name,
        "name": badge.name,
        "name in its own script": badge.name_native,
        "function": badge.functional_title,
        "number": badge.serial,
    }
    cleaned = {}
    for what, value in values.items():
        cleaned[what] = text.clean(value)
        character = text.missing(cleaned[what])
        if character:
            raise MissingGlyph(character, f"badge {badge.serial}, {what}: “{text.shortened(value)}”")
    party, name, native, function, _ = cleaned.values()
    if not party or not name:
        raise PrintError(f"Badge {badge.serial} has no {'name' if party else 'party'}.")
    if not _number_fits(badge, geometry):
        raise DoesNotFit(f"Badge {badge.serial}: its number is too long to stand beside {len(badge.days)} days.")
    try:
        return fit(Words(party, native, name, function, badge.native_language), geometry)
    except MissingGlyph as error:
        raise MissingGlyph(error.character, f"badge {badge.serial}, {error.context}") from None
    except DoesNotFit as error:
        raise DoesNotFit(f"Badge {badge.serial}: {error}") from None


def _number_fits(badge: BadgeData, geometry: Geometry) -> bool:
    """Whether number and copy find room on the line of the days' boxes, as the template sets them."""
    foot = geometry.foot
    number = width(badge.serial, Style(SANS, 600, foot.size)) + width(_copy(badge), Style(SANS, 400, foot.size))
    days = min(len(badge.days) * foot.day, foot.days)
    return number / MM + days + foot.gap <= foot.width


def _copy(badge: BadgeData) -> str:
    return f"{badge.conference.copy} {badge.copy}"


def kind_of(badge: BadgeData) -> object:
    """What badges with the same printed ground share."""
    return badge.conference, badge.category, badge.zones, badge.days, badge.photo is None


def typeset_data(
    layout: Layout, conference: ConferenceLines, kinds: list[BadgeData], *, backs: bool
) -> dict[str, object]:
    """What the template asks for, with these kinds of badge and no badge yet."""
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


def _cover_data(cover: Cover) -> dict[str, object]:
    return {
        "conference": text.clean(cover.conference.name),
        "title": text.clean(cover.title),
        "lines": [text.clean(line) for line in cover.lines],
        "foot": text.clean(cover.foot),
    }


def _kind_data(badge: BadgeData, *, backs: bool) -> dict[str, object]:
    lines = badge.conference
    category = badge.category
    return {
        "conference": text.clean(lines.name),
        "place_dates": text.clean(lines.place_dates),
        "short": text.clean(lines.short_name or lines.name),
        "short_place_dates": text.clean(lines.short_place_dates or lines.place_dates),
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


def _own_data(badge: BadgeData, paragraphs: tuple[Paragraph, ...]) -> dict[str, object]:
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
