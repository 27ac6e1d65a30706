from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import clock, concurrency
from conference.core.access import actor_of, staff
from conference.core.errors import AlreadyDecided, NotPossible
from conference.look.language_names import language_name
from conference.models import current_conference
from schedule.calendar.engagements import hooks
from schedule.calendar.interpreters import actions, queries
from schedule.calendar.interpreters.forms import InterpreterForm
from schedule.calendar.models import Engagement, Interpreter

METHODS = ["GET", "HEAD", "POST"]


@staff("calendar.see")
@require_safe
def interpreters(request: HttpRequest) -> HttpResponse:
    """Show each with languages, hours and what is still to come."""
    actor, found = actor_of(request), list(queries.everybody())
    coming = Engagement.objects.filter(interpreter__in=found, ends__gt=clock.now()).order_by("starts", "id")
    urls = hooks.urls_of(coming, actor)
    rows: dict[int, dict[str, Any]] = {
        one.pk: {"one": one, "languages": [language_name(code) for code in one.languages], "coming": []}
        for one in found
    }
    for row in coming:
        readable = hooks.readable(row, actor)
        url = urls.get((row.subject_type, row.subject_id), "")
        rows[row.interpreter_id or 0]["coming"].append((row, row.label if readable else "", url))
    context = {"rows": list(rows.values()), "may_edit": actor.may("calendar.edit")}
    return render(request, "desk/calendar/interpreters/interpreters.html", context)


@staff("calendar.edit")
@require_http_methods(METHODS)
def interpreter_new(request: HttpRequest) -> HttpResponse:
    return _form(request, None)


@staff("calendar.edit")
@require_http_methods(METHODS)
def interpreter_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _form(request, get_object_or_404(queries.everybody(), pk=pk))


def _form(request: HttpRequest, found: Interpreter | None) -> HttpResponse:
    form = InterpreterForm(request.POST or None, interpreter=found, conference=current_conference())
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                saved = _save(request, found, form)
            except (AlreadyDecided, NotPossible) as refusal:
                form.add_error(None, str(refusal))
                status = refusal.status
            else:
                messages.success(request, _("%(what)s is saved.") % {"what": saved})
                return redirect("calendar:interpreters")
    context = {"form": form, "interpreter": found}
    return render(request, "desk/calendar/interpreters/interpreter_form.html", context, status=status)


def _save(request: HttpRequest, found: Interpreter | None, form: InterpreterForm) -> Interpreter:
    if found is None:
        return actions.create_interpreter(actor=actor_of(request), facts=form.facts())
    version = concurrency.posted_version(request.POST) or 0
    return actions.edit_interpreter(
        actor=actor_of(request), interpreter=found, facts=form.facts(), expected_version=version
    )


@staff("calendar.edit")
@require_POST
def interpreter_remove(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Interpreter, pk=pk)
    version = concurrency.posted_version(request.POST) or 0
    actions.remove_interpreter(actor=actor_of(request), interpreter=found, expected_version=version)
    messages.success(request, _("%(what)s is removed.") % {"what": found})
    return redirect("calendar:interpreters")
