from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conference.core.access import actor_of
from conference.files.responses import send_file
from delegations.registration.delegations import access_log, queries
from delegations.registration.notes import actions
from delegations.registration.notes.forms import NoteForm

SEE = "registration.see"


def _posted(request: HttpRequest) -> tuple[Any, Any]:
    """Return the data and files of a form that was sent, even if empty; else (None, None)."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = queries.delegation_for(actor, code, write=request.method == "POST")
    form = NoteForm(*_posted(request))
    if request.method == "POST" and form.is_valid():
        actions.upload_note(
            actor=actor,
            delegation=found,
            document=form.document,
            number=form.cleaned_data["number"],
            dated=form.cleaned_data["dated"],
        )
        messages.success(request, _("The note verbale was received. You will hear from us when it is accepted."))
        return redirect("registration:delegation", code=found.party.slug)
    sent = list(found.notes.select_related("received_from"))
    context = {"delegation": found, "party": found.party, "form": form, "notes": sent, "nav_label": found.party.short}
    return render(request, "portal/registration/notes/notes.html", context, status=422 if form.errors else 200)


@require_safe
def note_file(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    actor = actor_of(request)
    found = queries.delegation_for(actor, code)
    note = get_object_or_404(found.notes, pk=pk)
    access_log.private(request, note, verb="note.read", right=SEE)
    return send_file(note.file, name=note.file_name)
