"""The delegation's papers: notes verbales, and the import of a table of members."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from conference.access import actor_of
from conference.files import send_file
from delegations.registration import actions, queries, tables
from delegations.registration.choices import Choices
from delegations.registration.forms import ImportForm, NoteForm
from delegations.registration.tables import Problem, Refused

SHOWN_PROBLEMS = 100


def _posted(request: HttpRequest) -> tuple[Any, Any]:
    """The data and files of a form that was sent, also when it was sent empty; else nothing twice."""
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


@require_http_methods(["GET", "HEAD", "POST"])
def notes(request: HttpRequest, code: str) -> HttpResponse:
    """The notes verbales that were sent, and a form for a further one."""
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
    return render(request, "portal/registration/notes.html", context, status=422 if form.errors else 200)


@require_safe
def note_file(request: HttpRequest, code: str, pk: int) -> HttpResponseBase:
    """One note verbale as its file."""
    found = queries.delegation_for(actor_of(request), code)
    note = get_object_or_404(found.notes, pk=pk)
    return send_file(note.file, name=note.file_name)


@require_http_methods(["GET", "HEAD", "POST"])
def import_table(request: HttpRequest, code: str) -> HttpResponse:
    """Takes a table of members: all of it, or nothing and what is wrong in which row and column. `check` only looks."""
    actor = actor_of(request)
    found = queries.delegation_for(actor, code, write=True)
    form = ImportForm(*_posted(request))
    problems: list[Problem] = []
    checked = None
    if request.method == "POST" and form.is_valid():
        only_check = "check" in request.POST
        try:
            entered = actions.import_members(
                actor=actor, delegation=found, body=form.cleaned_data["file"], dry_run=only_check
            )
        except Refused as refused:
            problems = refused.problems
        else:
            if not only_check:
                words = ngettext(
                    "%(count)s member was imported as a draft.",
                    "%(count)s members were imported as drafts.",
                    len(entered),
                )
                messages.success(request, words % {"count": len(entered)})
                return redirect("registration:delegation", code=found.party.slug)
            checked = len(entered)
    choices = Choices(found.party)
    context = {
        "delegation": found,
        "party": found.party,
        "form": form,
        "problems": problems[:SHOWN_PROBLEMS],
        "problem_count": len(problems),
        "checked": checked,
        "columns": [(name, label, choices.allowed(name)) for name, label in tables.COLUMNS.items()],
        "required": tables.REQUIRED,
        "nav_label": found.party.short,
    }
    return render(request, "portal/registration/import.html", context, status=422 if problems or form.errors else 200)


@require_safe
def import_template(request: HttpRequest, code: str) -> HttpResponse:
    """The empty table, with its headings in the active language."""
    found = queries.delegation_for(actor_of(request), code, write=True)
    name = f'attachment; filename="{found.party.slug}-members.csv"'
    return HttpResponse(
        tables.template(), content_type="text/csv; charset=utf-8", headers={"Content-Disposition": name}
    )
