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

READ = "registration.take_note"  # of staff, only those who decide on notes read them


@require_http_methods(["GET", "HEAD", "POST"])
def list_notes(request: HttpRequest, code: str) -> HttpResponse:
    actor, posted = actor_of(request), request.method == "POST"
    delegation = queries.delegation_for(actor, code, write=posted, see=READ)
    form = NoteForm(*((request.POST, request.FILES) if posted else (None, None)))
    if posted and form.is_valid():
        number, dated = form.cleaned_data["number"], form.cleaned_data["dated"]
        actions.upload_note(actor=actor, delegation=delegation, document=form.document, number=number, dated=dated)
        messages.success(request, _("The note verbale was received. You will hear from us when it is accepted."))
        return redirect("registration:delegation", code=delegation.party.slug)
    context = {
        "delegation": delegation,
        "party": delegation.party,
        "form": form,
        "notes": delegation.notes.select_related("received_from"),
        "nav_label": delegation.party.short,
    }
    return render(request, "portal/registration/notes/notes.html", context, status=422 if form.errors else 200)


@require_safe
def note_file(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    delegation = queries.delegation_for(actor_of(request), code, see=READ)
    note = get_object_or_404(delegation.notes, pk=pk)
    access_log.log_confidential(request, note, verb="note.read", right=READ)
    return send_file(note.file, name=note.file_name)
