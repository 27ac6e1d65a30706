from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from conference.core import access_log, parsing
from conference.core.access import Actor, actor_of, require_right, staff
from conference.core.collation import alphabetical
from conference.core.errors import UserError
from conference.files.responses import send_file
from conference.models import current_conference
from conference.printing.documents import by_worker as worker
from conference.printing.documents import registry
from conference.printing.documents.registry import Document, PrintOptions
from conference.printing.models import PaperJob


@staff("prints.see")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """List the documents. A refusal stands at its document, and typed values are kept."""
    actor = actor_of(request)
    offered = [document for document in registry.documents() if document.at_desk and actor.may(document.right)]
    rows = [_row(document, {}) for document in alphabetical(offered, lambda document: str(document.title))]
    made = [(job, registry.get_document(job.document).title) for job in worker.jobs_of(actor.user_id)]
    return render(request, "desk/desk/papers.html", {"rows": rows, "jobs": made})


@staff("prints.see")
@require_safe
def document(request: HttpRequest, name: str) -> HttpResponse:
    """Return a document as PDF; 404 when the page does not offer it, 403 without its right."""
    actor = actor_of(request)
    wanted = _wanted(name, actor)
    try:
        options = _options(request.GET)
        wanted.check(options)
        if wanted.is_long(options):
            return render(
                request, "desk/desk/papers.html", {"rows": [_row(wanted, request.GET, by_worker=True)], "refused": True}
            )
        paper = _produced(wanted, options)
    except UserError as problem:
        return _refused(request, wanted, request.GET, problem)
    _note(actor, wanted)
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_file_name(name, options)}"'
    return response


@staff("prints.see")
@require_POST
# no action: starts a job
def by_worker(request: HttpRequest, name: str) -> HttpResponse:
    """Have a worker make a long document. 404 and 403 as `document`."""
    actor = actor_of(request)
    wanted = _wanted(name, actor)
    try:
        made = worker.ask(actor=actor, document=wanted, options=_options(request.POST))
    except UserError as problem:
        return _refused(request, wanted, request.POST, problem)
    return redirect("desk:paper_job", made.public_id)


@staff("prints.see")
@require_safe
@never_cache
def job(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show the progress of one's own document; htmx polls the middle of the page."""
    own_job = _own(public_id, actor_of(request))
    part = bool(request.htmx)  # type: ignore[attr-defined]
    context = {"job": own_job, "document": registry.get_document(own_job.document)}
    return render(request, "desk/desk/_paper_job.html" if part else "desk/desk/paper_job.html", context)


@staff("prints.see")
@require_safe
def job_file(request: HttpRequest, public_id: UUID) -> HttpResponseBase:
    """Return the file of one's own document; the read is logged."""
    actor = actor_of(request)
    own_job = _own(public_id, actor)
    wanted = _wanted(own_job.document, actor)
    response = send_file(own_job.file, name=_file_name(own_job.document, worker.options_of(own_job)))
    _note(actor, wanted)
    return response


def _own(public_id: UUID, actor: Actor) -> PaperJob:
    return get_object_or_404(PaperJob, public_id=public_id, owner_id=actor.user_id)


def _wanted(name: str, actor: Actor) -> Document:
    try:
        wanted = registry.get_document(name)
    except registry.UnknownDocument:
        raise Http404 from None
    if not wanted.at_desk:
        raise Http404
    require_right(actor, wanted.right)
    return wanted


def _refused(request: HttpRequest, wanted: Document, typed: Mapping[str, str], problem: UserError) -> HttpResponse:
    row = _row(wanted, typed, str(problem))
    return render(request, "desk/desk/papers.html", {"rows": [row], "refused": True}, status=problem.status)


def _note(actor: Actor, wanted: Document) -> None:
    if wanted.reads:
        access_log.log_read(actor=actor, of=current_conference(), verb=wanted.reads, right=wanted.right, kind="pdf")


def _options(typed: Mapping[str, str]) -> PrintOptions:
    day = parsing.day(typed.get("day"))
    if typed.get("day") and day is None:
        raise UserError(_("“%(day)s” is not a date. Choose one from the list.") % {"day": typed["day"][:40]})
    delegation, layout, room = (" ".join(typed.get(name, "").split())[:40] for name in ("delegation", "layout", "room"))
    return PrintOptions(delegation, layout, day, room=room)


def _produced(wanted: Document, options: PrintOptions) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "paper.pdf"
        wanted.produce(options, path)
        return path.read_bytes()


def _file_name(name: str, options: PrintOptions) -> str:
    day = options.day.isoformat() if options.day else ""
    parts = [name, options.delegation.lower(), options.room.lower(), day, options.layout]
    return (
        "-".join("".join(c for c in part if c.isascii() and (c.isalnum() or c == "-")) for part in parts if part)
        + ".pdf"
    )


def _row(wanted: Document, typed: Mapping[str, str], refusal: str = "", *, by_worker: bool = False) -> dict[str, Any]:
    fields = [
        {"name": name, "label": label, "choices": list(wanted.choices[name]()) if name in wanted.choices else None}
        for name, label in (("day", _("Day")), ("delegation", _("Delegation")), ("room", _("Room")))
        if name in wanted.options
    ]
    for field in fields:
        field["value"] = typed.get(str(field["name"]), "")
    state = {"layout": typed.get("layout", ""), "refusal": refusal, "by_worker": by_worker}
    return {"document": wanted, "fields": fields, **state}
