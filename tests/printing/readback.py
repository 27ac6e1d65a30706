"""Reads papers back from the rendered page, not from the objects in the file."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import pikepdf
import pypdfium2
import zxingcpp

MM = 72 / 25.4


@dataclass(frozen=True)
class Letter:
    """A character's ink and advance, in mm from the page's upper left corner."""

    text: str
    left: float
    top: float
    right: float
    bottom: float
    start: float
    end: float


def open_pdf(paper: bytes | Path) -> pypdfium2.PdfDocument:
    return pypdfium2.PdfDocument(paper if isinstance(paper, bytes) else paper.read_bytes())


def accessible(paper: bytes | Path) -> tuple[str, str, str]:
    """Return the part of PDF/UA that a paper says it keeps to, the title that viewers show, and its language."""
    with pikepdf.open(io.BytesIO(paper) if isinstance(paper, bytes) else paper) as pdf, pdf.open_metadata() as said:
        assert bool(pdf.Root.MarkInfo.Marked)
        assert bool(pdf.Root.ViewerPreferences.DisplayDocTitle)
        assert said["pdfaid:part"] + said["pdfaid:conformance"] == "2B"
        return str(said["pdfuaid:part"]), str(said["dc:title"]), str(pdf.Root.Lang)


def codes(page: pypdfium2.PdfPage, dpi: int = 150) -> list[str]:
    """Read the codes at `dpi`, in rows from left to right."""
    image = page.render(scale=dpi / 72, grayscale=True).to_pil()
    found = zxingcpp.read_barcodes(image, formats=zxingcpp.BarcodeFormat.QRCodeModel2)
    row = image.height / 4
    corner = [(round(code.position.top_left.y / row), code.position.top_left.x, code.text) for code in found]
    return [text for _, _, text in sorted(corner)]


def letters(page: pypdfium2.PdfPage) -> list[Letter]:
    """Return every character that pdfium finds, without spaces."""
    text = page.get_textpage()
    height = page.get_height()
    found = []
    for index in range(text.count_chars()):
        character = text.get_text_range(index, 1)
        if not character.strip():
            continue
        left, bottom, right, top = text.get_charbox(index)
        start, _, end, _ = text.get_charbox(index, loose=True)
        found.append(
            Letter(
                character,
                left / MM,
                (height - top) / MM,
                right / MM,
                (height - bottom) / MM,
                start / MM,
                end / MM,
            )
        )
    return found


def words(page: pypdfium2.PdfPage) -> str:
    return " ".join(page.get_textpage().get_text_range().split())


def ink(page: pypdfium2.PdfPage, left: float, top: float, right: float, bottom: float, dpi: int = 150) -> float:
    """In mm from the page's upper left corner."""
    scale = dpi / 25.4
    image = page.render(scale=dpi / 72, grayscale=True).to_pil()
    part = image.crop(tuple(round(side * scale) for side in (left, top, right, bottom))).point(lambda grey: grey < 128)
    return sum(map(bool, part.tobytes())) / max(1, part.width * part.height)


def jpeg(colour: str = "#8d5f43", size: tuple[int, int] = (300, 400), mode: str = "RGB") -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.new("RGB", size, colour).convert(mode).save(out, "JPEG", quality=80)
    return out.getvalue()
