"""Write badges in bulk: one PDF of any length, in the memory of one chunk.

Typst sets what badges share once a kind, and each badge's words as measured by `fit`. Photos go in unchanged, codes as 1-bit masks, in
long batches made by a second process. Nothing reaches the destination before all is there.
"""

import io
import itertools
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import IO, Protocol

import pikepdf

from conference.printing.badges import parts, qr, tags
from conference.printing.badges.data import BadgeData, Cover
from conference.printing.badges.pdfwriter import ObjectCopier, PdfWriter
from conference.printing.badges.sheets import LAYOUTS, Face, Layout, Picture, draw_page, page_size
from conference.printing.documents.errors import PrintError
from conference.printing.documents.files import destination
from conference.printing.documents.fit import Geometry, Paragraph, read_geometry
from conference.printing.documents.typeset import compile as typeset
from conference.printing.documents.typeset import templates_folder

# A multiple of the places on a sheet. Smaller ones repeat the fonts' subsets more often, larger ones take more memory.
CHUNK = 200


@dataclass(frozen=True, slots=True)
class PrintedFile:
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
) -> PrintedFile:
    """Write the badges, in their order, as one PDF.

    Args:
        badges: Taken a chunk at a time; a cover begins a page, and a new sheet after it.
        out: A path, replaced only when all is written, or a binary file.
        layout: "a6", a badge a page; "a4x4", four on A4 with cutting marks; "cr80", a card a page, its code on the back.
        backs: A back after each front (a6) or sheet of fronts (a4x4, mirrored for the long edge); always on cr80.
        at: Aware time for the metadata; equal badges and times give equal bytes.
        progress: Called after each chunk with the number written so far.

    Raises:
        MissingGlyph, DoesNotFit: Name the badge, and the character or text.
        PrintError: No badge, unknown layout, an unreadable photo, no text for the backs.
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
    return PrintedFile(pages=batch.file.page_count, badges=batch.written)


@dataclass(slots=True)
class _Batch:
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
        badges = [item for item in items if isinstance(item, BadgeData)]
        symbols = self.codes.submit([badge.code for badge in badges])
        paragraphs = [badge.words or parts.measured(badge, self.geometry) for badge in badges]
        kinds = [parts.kind_of(badge) for badge in badges]
        forms, covers = self._typeset(items, badges, kinds, paragraphs)
        own = iter(zip(badges, kinds, forms, strict=True))
        for item in items:
            if isinstance(item, Cover):
                self._cover(next(covers), tags.tag_cover(item))
                continue
            badge, kind, form = next(own)
            ground = self._kinds[kind]
            picture, code = self._photograph(badge), self._code(badge, next(symbols))
            front, back = (None, code) if self.layout.code_on_back else (code, None)
            back_tag = tags.tag_back(badge, is_card=self.layout.code_on_back) if self.backs else b""
            self._faces.append(
                (
                    Face((ground[0], form[0]), tags.tag_front(badge), picture, front),
                    Face((ground[-1], form[-1]), back_tag, code=back),
                )
            )
            self.written += 1
            if len(self._faces) == self.layout.places:
                self._sheet()

    def end(self) -> None:
        self._sheet()
        self.file.finish()

    def _sheet(self) -> None:
        if self._faces:
            self._page([front for front, _back in self._faces], mirrored=False)
            if self.backs:
                self._page([back for _front, back in self._faces], mirrored=True)
        self._faces = []

    def _cover(self, form: int, tag: bytes) -> None:
        self._sheet()
        size = page_size(self.layout, self.geometry)
        self.file.add_page(*size, b"/XObject<</x0 %d 0 R>>" % form, tags.marked(0, b"/x0 Do"), [tag])
        if self.backs:
            self.file.add_page(*size, b"", b"", [])

    def _page(self, faces: list[Face], *, mirrored: bool) -> None:
        resources, content = draw_page(faces, self.layout, self.geometry, mirrored=mirrored, marks=self._marks)
        size = page_size(self.layout, self.geometry)
        self.file.add_page(*size, resources, content, [face.tag for face in faces])

    def _typeset(
        self,
        items: list[BadgeData | Cover],
        badges: list[BadgeData],
        kinds: list[object],
        words_of_badges: list[tuple[Paragraph, ...]],
    ) -> tuple[list[tuple[int, ...]], Iterator[int]]:
        new = {kind: badge for kind, badge in zip(kinds, badges, strict=True) if kind not in self._kinds}
        sheet = self.layout.sheet if self._marks is None else None
        covers = [item for item in items if isinstance(item, Cover)]
        own = [parts.own_data(badge, paragraphs) for badge, paragraphs in zip(badges, words_of_badges, strict=True)]
        data = {
            **parts.typeset_data(self.layout, items[0].conference, list(new.values()), backs=self.backs),
            "title": self.title,
            "sheet": sheet,
            "badges": own,
            "covers": [parts.cover_data(cover) for cover in covers],
        }
        with pikepdf.open(io.BytesIO(typeset(self.layout.template, data, at=self.at, tagged=False))) as made:
            self.file.adopt(made)
            forms = ObjectCopier(self.file).forms(made.pages)
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
        data, frame = parts.photograph(badge.photo, badge.serial)
        number = self.file.put_stream(
            b"/Type/XObject/Subtype/Image/Width %d/Height %d/BitsPerComponent 8/ColorSpace%b/Filter/DCTDecode"
            % (frame.width, frame.height, parts.COLOURS[frame.components]),
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
