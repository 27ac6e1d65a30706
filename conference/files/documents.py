"""Check uploaded documents: a PDF, or a picture of a page. They are never shown inside a page of the site."""

import io
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from PIL import Image, ImageOps

from conference.files.pdf_reader import clean_pdf
from conference.files.uploads import clean_picture, decoding, open_picture, refuse_large
from conference.look.lists import join_sentences

ENDINGS = {"pdf": (".pdf",), "jpg": (".jpg", ".jpeg"), "png": (".png",)}
MOST_PAGES = 50
LEAST_SIDE = 600  # px of the longer side; below it the machine-readable lines of a passport are illegible
KEPT_SIDE = 2000  # px; a passport's page at 400 dpi


def _say_what_is_removed(text: object) -> str:
    note = _("Author, device and place are removed from the file; a digitally signed PDF stays as it was signed.")
    return join_sentences([text, note])


# For the help of a field for papers on which somebody decides.
say_what_is_removed = lazy(_say_what_is_removed, str)


@dataclass(frozen=True)
class Document:
    name: str
    extension: str
    body: bytes


def read_document(file: UploadedFile) -> Document:
    """Check a document by its content, whatever its name or media type, and return it without metadata (pdf_reader.py, uploads.py).

    Raises ValidationError if it is too large, no PDF, JPEG or PNG, locked, damaged, of too many pages, or holds active content (a script, a
    program, a file, an XFA form, a link to anything but a web or e-mail address).
    """
    document = _read_checked(file)
    if document.extension == "pdf":
        return document
    try:
        body = clean_picture(io.BytesIO(document.body))
    except (OSError, ValueError, SyntaxError) as problem:
        message = _("This picture is damaged and could not be read completely.")
        raise ValidationError(message, code="damaged") from problem
    return replace(document, body=body)


def read_page(file: UploadedFile) -> Document:
    """Check the scan of one page. A picture is reduced to KEPT_SIDE, as a JPEG.

    Raises ValidationError as `read_document`, and for a small picture.
    """
    document = _read_checked(file)
    if document.extension == "pdf":
        return document
    try:
        with decoding, Image.open(io.BytesIO(document.body), formats=["JPEG", "PNG"]) as image:
            if max(image.size) < LEAST_SIDE:
                sizes = {"width": image.width, "height": image.height, "least": LEAST_SIDE}
                message = _("This picture has %(width)s × %(height)s px; the longer side needs at least %(least)s.")
                raise ValidationError(message % sizes, code="small")
            image.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
            upright.thumbnail((KEPT_SIDE, KEPT_SIDE))
    except (OSError, ValueError, SyntaxError) as problem:
        raise ValidationError(_("This file is not a PDF, JPEG or PNG."), code="kind") from problem
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=82, optimize=True)
    return Document(document.name, "jpg", out.getvalue())


def _read_checked(file: UploadedFile) -> Document:
    """Return a PDF without metadata, a picture as it came."""
    refuse_large(file)
    body = file.read()
    extension = "pdf" if body[:1024].lstrip().startswith(b"%PDF-") else _picture_kind(body)
    return Document(_name(file.name or "", extension), extension, _clean_pdf(body) if extension == "pdf" else body)


def _name(sent: str, extension: str) -> str:
    """Return the sent name on one line, with its true ending."""
    name = "".join(c for c in PurePosixPath(sent.replace("\\", "/")).name if c.isprintable()).lstrip(". ")
    if not name.lower().endswith(ENDINGS[extension]):
        name = f"{name or 'note'}.{extension}"
    return name[-150:]


def _picture_kind(body: bytes) -> str:
    refusal = ValidationError(_("This file is not a PDF, JPEG or PNG."), code="kind")
    # MPO, which many phones write, is a JPEG followed by a second picture.
    return "jpg" if open_picture(io.BytesIO(body), refusal).format in {"JPEG", "MPO"} else "png"


# What to do about a PDF that is refused, by the answer of `clean_pdf`.
REFUSED = {
    "locked": gettext_lazy("This PDF is encrypted. Save it without a password or restrictions and upload that file."),
    "script": gettext_lazy(
        "This PDF contains a script or an automatic action. Print it to a new PDF and upload that file."
    ),
    "launch": gettext_lazy("This PDF opens another file or application. Print it to a new PDF and upload that file."),
    "link": gettext_lazy(
        "A link in this PDF leads neither to a web address nor to an e-mail address. Print it to a new PDF and upload that file."
    ),
    "files": gettext_lazy(
        "This PDF contains another file, a video or a sound. Print it to a new PDF and upload that file."
    ),
    "xfa": gettext_lazy("This PDF is an XFA form. Print it to a new PDF and upload that file."),
    "picture": gettext_lazy(
        "A picture in this PDF is too large to be displayed. Scan it at 300 dpi and upload that file."
    ),
    "bomb": gettext_lazy("This PDF is too large when unpacked. Print it to a new PDF and upload that file."),
    "damaged": gettext_lazy("This PDF is damaged and could not be opened. Print it to a new PDF and upload that file."),
}


def _clean_pdf(body: bytes) -> bytes:
    verdict, cleaned = clean_pdf(body)
    if verdict in REFUSED:
        raise ValidationError(REFUSED[verdict], code=verdict)
    pages = int(verdict.removeprefix("pages "))
    if not 1 <= pages <= MOST_PAGES:
        message = _("This PDF has %(pages)s pages; 1 to %(most)s are allowed.")
        raise ValidationError(message % {"pages": pages, "most": MOST_PAGES}, code="pages")
    return cleaned
