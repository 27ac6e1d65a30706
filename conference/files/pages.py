"""Take the scan of one page: a PDF as it is, once it is checked; a picture encoded anew, without what a camera writes into it."""

from __future__ import annotations

import io

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from conference.files.documents import Document, read_document

LEAST_SIDE = 600  # px of the longer side: below it the machine-readable lines of a passport can't be read
KEPT_SIDE = 2000  # px; a passport's page at 400 dpi


def read_page(file: UploadedFile) -> Document:
    """Return the page as it is stored, a JPEG or a PDF. Raises ValidationError, as `read_document` and for a small picture."""
    document = read_document(file)
    if document.extension == "pdf":
        return document
    try:
        with Image.open(io.BytesIO(document.body), formats=["JPEG", "PNG"]) as image:
            if max(image.size) < LEAST_SIDE:
                sizes = {"width": image.width, "height": image.height, "least": LEAST_SIDE}
                message = _("This picture has %(width)s × %(height)s px; the longer side needs at least %(least)s.")
                raise ValidationError(message % sizes, code="small")
            image.draft("RGB", (KEPT_SIDE, KEPT_SIDE))
            upright = ImageOps.exif_transpose(image).convert("RGB")
    except (OSError, ValueError, SyntaxError) as problem:
        raise ValidationError(_("This file is not a PDF, JPEG or PNG."), code="kind") from problem
    upright.thumbnail((KEPT_SIDE, KEPT_SIDE))
    clean = Image.new("RGB", upright.size)
    clean.paste(upright)
    out = io.BytesIO()
    clean.save(out, "JPEG", quality=82, optimize=True)
    return Document(document.name, "jpg", out.getvalue())
