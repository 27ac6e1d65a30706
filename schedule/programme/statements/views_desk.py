"""The texts of the statements of a list, for who hands them to the interpreters."""

import tempfile
import uuid
import zipfile

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from conference.core import access_log
from conference.core.access import actor_of, staff
from conference.files.responses import send_file
from delegations.registration.delegations.access_log import log_persons
from schedule.programme.speaking.notices import SPEAKING
from schedule.programme.speaking.queries import get_list
from schedule.programme.statements import queries
from schedule.programme.statements.portal_section import READ


@staff(READ)
@require_safe
def texts(request: HttpRequest, key: str) -> HttpResponse:
    speakers = get_list(key)
    parts = queries.texts_by_session(speakers)
    total = sum(len(part.rows) for part in parts)
    log_persons(request, None, total, SPEAKING)
    context = {"list": speakers, "parts": parts, "handed_in": queries.count_handed_in(parts), "total": total}
    return render(request, "desk/programme/statements/texts.html", context)


@staff(READ)
@require_safe
def text_file(request: HttpRequest, key: str, public_id: uuid.UUID) -> HttpResponseBase:
    texts = queries.texts_handed_in().select_related("inscription__delegation__party")
    text = get_object_or_404(texts, inscription__list__key=key, inscription__public_id=public_id)
    access_log.log_read(actor=actor_of(request), of=text, verb="statement.read", right=READ)
    return send_file(text.file, name=f"{text.inscription.delegation.party.code}-{text.language}.pdf")


@staff(READ)
@require_safe
def session_texts(request: HttpRequest, key: str, session: str) -> HttpResponseBase:
    """Return all texts of a session as a ZIP, whose names follow the order of the list."""
    speakers = get_list(key)
    parts = queries.texts_by_session(speakers)
    rows = [row for part in parts if part.session and part.session.key == session for row in part.handed_in]
    if not rows:
        raise Http404
    access_log.log_read(actor=actor_of(request), of=speakers, verb="statements.downloaded", right=READ, texts=len(rows))
    # A hundred texts of 5 MB each do not fit into memory; PDFs hardly shrink.
    body = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    with zipfile.ZipFile(body, "w", zipfile.ZIP_STORED) as archive:
        for row in rows:
            if row.text:
                with row.text.file.open("rb") as file:
                    archive.writestr(row.file_name, file.read())
    body.seek(0)
    response = FileResponse(body, as_attachment=True, filename=f"statements-{session}.zip")
    response["Cache-Control"] = "private, no-store"
    return response
