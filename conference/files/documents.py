"""Check uploaded documents, a PDF or a picture of a page. They are never shown inside a page."""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, UnidentifiedImageError

from conference.files.pdf_reader import look
from conference.files.uploads import MOST_SIDE, refuse_large

ENDINGS = {"pdf": (".pdf",), "jpg": (".jpg", ".jpeg"), "png": (".png",)}
MOST_PAGES = 50


@dataclass(frozen=True)
class Document:
    name: str
    extension: str
    body: bytes


def read_document(file: UploadedFile) -> Document:
    """Check a document by its content, whatever its name or media type.

    Raises:
        ValidationError: When it is too large, no PDF, JPEG or PNG, locked, damaged, of too many pages, or holds active content (a script, a
            program, a file, an XFA form).
    """
    refuse_large(file)
    body = file.read()
    extension = "pdf" if body[:1024].lstrip().startswith(b"%PDF-") else _picture_kind(body)
    if extension == "pdf":
        _check_pdf(body)
    return Document(_name(file.name or "", extension), extension, body)


def _name(given: str, extension: str) -> str:
    """Return the sent name on one line, with its true ending."""
    name = "".join(c for c in PurePosixPath(given.replace("\\", "/")).name if c.isprintable()).lstrip(". ")
    if not name.lower().endswith(ENDINGS[extension]):
        name = f"{name or 'note'}.{extension}"
    return name[-150:]


def _picture_kind(body: bytes) -> str:
    try:
        picture = Image.open(io.BytesIO(body), formats=["JPEG", "PNG"])
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError) as problem:
        raise ValidationError(_("This file is no PDF, JPEG or PNG."), code="kind") from problem
    if max(picture.size) > MOST_SIDE:
        sizes = {"width": picture.size[0], "height": picture.size[1]}
        words = _("This picture has %(width)s × %(height)s px; at most 6,000 px a side are taken.")
        raise ValidationError(words % sizes, code="huge")
    # MPO is a JPEG with a second picture behind it, as many telephones write it.
    return "jpg" if picture.format in {"JPEG", "MPO"} else "png"


# Why a PDF is not taken, by what `pdf_reader.look` says of it, each with the way out.
REFUSED = {
    "locked": gettext_lazy("This PDF is encrypted. Save it without a password or restrictions, and send that."),
    "script": gettext_lazy(
        "This PDF holds a script or an action that runs by itself. Print it to a new PDF and send that."
    ),
    "launch": gettext_lazy("This PDF opens another file or program. Print it to a new PDF and send that."),
    "files": gettext_lazy("This PDF holds another file, a film or a sound. Print it to a new PDF and send that."),
    "xfa": gettext_lazy("This PDF is a form that fills itself in (XFA). Print it to a new PDF and send that."),
    "picture": gettext_lazy("A picture in this PDF is too large to be shown. Scan it at 300 dpi and send that."),
    "bomb": gettext_lazy("This PDF unpacks to more than a letter can hold. Print it to a new PDF and send that."),
    "damaged": gettext_lazy("This PDF is damaged and could not be opened. Print it to a new PDF and send that."),
}


def _check_pdf(body: bytes) -> None:
    found = look(body)
    if found in REFUSED:
        raise ValidationError(REFUSED[found], code=found)
    pages = int(found.removeprefix("pages "))
    if not 1 <= pages <= MOST_PAGES:
        words = _("This PDF has %(pages)s pages; between 1 and %(most)s are taken.")
        raise ValidationError(words % {"pages": pages, "most": MOST_PAGES}, code="pages")
