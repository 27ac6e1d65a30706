"""Papers that come as files: a PDF, or a picture of a page. They are looked at before they are kept, and never shown inside a page."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import PurePosixPath

import pikepdf
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from conference.uploads import MOST_SIDE, refuse_large

MEDIA_TYPES = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}
MOST_PAGES = 50


@dataclass(frozen=True)
class Document:
    """A paper as it came: its name as its owner called it, its kind by content (`pdf`, `jpg`, `png`), its bytes."""

    name: str
    extension: str
    body: bytes


def read_document(file: UploadedFile) -> Document:
    """Checks a paper by its content; the name's ending and the browser's word do not count.

    Raises ValidationError when it is too large, no PDF, JPEG or PNG, locked by a password, damaged, or of too many pages.
    """
    refuse_large(file)
    body = file.read()
    extension = "pdf" if body[:1024].lstrip().startswith(b"%PDF-") else _picture_kind(body)
    if extension == "pdf":
        _check_pdf(body)
    name = PurePosixPath((file.name or "").replace("\\", "/")).name
    printable = "".join(c for c in name if c.isprintable())
    return Document(printable[-150:] or f"note.{extension}", extension, body)


def _picture_kind(body: bytes) -> str:
    try:
        picture = Image.open(io.BytesIO(body), formats=["JPEG", "PNG"])
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as problem:
        raise ValidationError(_("This file is no PDF, JPEG or PNG."), code="kind") from problem
    if max(picture.size) > MOST_SIDE:
        sizes = {"width": picture.size[0], "height": picture.size[1]}
        words = _("This picture has %(width)s × %(height)s px; at most 6,000 px a side are taken.")
        raise ValidationError(words % sizes, code="huge")
    return "jpg" if picture.format == "JPEG" else "png"


def _check_pdf(body: bytes) -> None:
    try:
        with pikepdf.open(io.BytesIO(body)) as pdf:
            locked, pages = pdf.is_encrypted, len(pdf.pages)
    except pikepdf.PasswordError as problem:
        raise ValidationError(_locked(), code="locked") from problem
    except (pikepdf.PdfError, ValueError, RuntimeError) as problem:
        words = _("This PDF is damaged and could not be opened. Print it to a new PDF and send that.")
        raise ValidationError(words, code="damaged") from problem
    if locked:
        raise ValidationError(_locked(), code="locked")
    if not 1 <= pages <= MOST_PAGES:
        words = _("This PDF has %(pages)s pages; between 1 and %(most)s are taken.")
        raise ValidationError(words % {"pages": pages, "most": MOST_PAGES}, code="pages")


def _locked() -> str:
    return _("This PDF is encrypted. Save it without a password or restrictions, and send that.")
