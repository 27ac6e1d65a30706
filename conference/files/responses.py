"""Send uploaded files, only from a view that has checked who asks."""

from collections.abc import Callable
from pathlib import PurePath

from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.csp import CSP
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.csp import csp_override

type View = Callable[..., HttpResponseBase]
# What a browser may show in a page. Everything else is a download: an uploaded page or drawing must not run as ours.
INLINE = {".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png"}
DOWNLOADS = {".pdf": "application/pdf"}


def send_file(field: FieldFile, *, name: str = "", max_age: int = 0, framed: bool = False) -> FileResponse:
    """Return the file of a FileField, a picture inline, others as download, in no shared cache. Raises Http404 without a file.

    Args:
        field: From a row that the caller has found for this reader.
        max_age: Seconds for which the browser may keep it.
        framed: Whether a PDF is shown in a frame of a page too (`pdf_frame`): browsers' PDF viewers run nothing in the site's origin.
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
        file,
        as_attachment=not (ending in INLINE or (framed and ending in DOWNLOADS)),
        filename=name or PurePath(str(field.name)).name,
        content_type=kind,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = f"private, max-age={max_age}" if max_age else "private, no-store"
    return response


def pdf_frame(view: View) -> View:
    """Let only pages of this site frame the view's PDF. No other policy is sent: some PDF viewers fail with one."""
    return xframe_options_sameorigin(csp_override({"frame-ancestors": [CSP.SELF]})(view))


def send_made(body: bytes, *, name: str, kind: str, inline: bool = False) -> HttpResponse:
    """Return a document just made, uncached. `kind` is its media type."""
    response = HttpResponse(body, content_type=kind)
    response["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
