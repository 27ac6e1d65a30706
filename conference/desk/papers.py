"""The print room's page: every document that one's role may print, with what narrows it down, as a PDF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference import given, reads
from conference.access import actor_of, require, staff
from conference.errors import UserError
from conference.models import current_conference
from conference.printing import registry
from conference.printing.registry import Document, PrintOptions


@staff("prints.see")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The documents that this role may print. A document's refusal stands at it, and nothing typed is lost."""
    actor = actor_of(request)
    found = [one for one in registry.documents() if one.at_desk and actor.may(one.right)]
    rows = [_row(one, {}) for one in sorted(found, key=lambda one: str(one.title))]
    return render(request, "desk/papers.html", {"rows": rows})


@staff("prints.see")
@require_safe
def document(request: HttpRequest, name: str) -> HttpResponse:
    """One document as PDF. 404 for a document that the page does not offer, 403 without its right."""
    try:
        wanted = registry.get(name)
    except registry.UnknownDocument:
        raise Http404 from None
    if not wanted.at_desk:
        raise Http404
    actor = actor_of(request)
    require(actor, wanted.right)
    try:
        options = _options(request.GET)
        wanted.check(options)
        paper = _produced(wanted, options)
    except UserError as problem:
        row = _row(wanted, request.GET, str(problem))
        return render(request, "desk/papers.html", {"rows": [row], "refused": True}, status=problem.status)
    if wanted.reads:
        reads.note(actor=actor, of=current_conference(), verb=wanted.reads, right=wanted.right, kind="pdf")
    response = HttpResponse(paper, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{_file_name(name, options)}"'
    return response


def _options(typed: Mapping[str, str]) -> PrintOptions:
    """What was chosen. Raises UserError for a day that is none."""
    day = given.day(typed.get("day"))
    if typed.get("day") and day is None:
        raise UserError(_("“%(day)s” is no day; choose one of the list.") % {"day": typed["day"][:40]})
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


def _row(one: Document, typed: Mapping[str, str], refusal: str = "") -> dict[str, Any]:
    fields = [
        {"name": name, "label": label, "choices": list(one.choices[name]()) if name in one.choices else None}
        for name, label in (("day", _("Day")), ("delegation", _("Delegation")), ("room", _("Room")))
        if name in one.options
    ]
    for field in fields:
        field["value"] = typed.get(str(field["name"]), "")
    return {"document": one, "fields": fields, "layout": typed.get("layout", ""), "refusal": refusal}
