"""Send uploaded files, from a view that has checked who asks, never by an address of their own."""

from __future__ import annotations

from pathlib import PurePath

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse

# What a browser may show in a page. Everything else is a download: an uploaded page or drawing must not run as ours.
INLINE = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
DOWNLOADS = {".pdf": "application/pdf"}


def send_file(field: FieldFile, *, name: str = "", max_age: int = 0) -> FileResponse:
    """Return the file of a FileField: a picture to look at, anything else as a download, in no shared cache.

    Args:
        field: From a row that the caller has found for this reader.
        name: The download's file name (default: the stored one).
        max_age: Seconds for which the reader's own browser may keep it.

    Raises:
        Http404: When there is no file.
    """
    if not field:
        raise Http404
    try:
        file = field.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    ending = PurePath(str(field.name)).suffix.lower()
    kind = INLINE.get(ending) or DOWNLOADS.get(ending, "application/octet-stream")
    response = FileResponse(
        file, as_attachment=ending not in INLINE, filename=name or PurePath(str(field.name)).name, content_type=kind
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = f"private, max-age={max_age}" if max_age else "private, no-store"
    return response


def send_made(body: bytes, *, name: str, kind: str, inline: bool = False) -> HttpResponse:
    """Return a paper just made, which no cache keeps.

    Args:
        name: The file's.
        kind: Its media type.
        inline: Whether the browser shows it rather than downloads it.
    """
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
