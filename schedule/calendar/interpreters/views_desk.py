from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import clock, concurrency
from conference.core.access import actor_of, staff
from conference.look.language_names import language_name
from conference.models import current_conference
from schedule.calendar.engagements import hooks
from schedule.calendar.engagements.boards import board_line
from schedule.calendar.interpreters import actions
from schedule.calendar.interpreters.forms import InterpreterForm
from schedule.calendar.models import Engagement, Interpreter
from schedule.calendar.rooms.views_desk import METHODS, save_or_show


@staff("calendar.see")
@require_safe
def interpreters(request: HttpRequest) -> HttpResponse:
    """Show each with languages, hours and what is still to come."""
    actor, interpreters = actor_of(request), list(Interpreter.objects.prefetch_related("hours"))
    coming = Engagement.objects.filter(interpreter__in=interpreters, ends__gt=clock.now()).order_by("starts", "id")
    urls = hooks.urls_of(coming, actor)
    rows: dict[int, dict[str, Any]] = {
        interpreter.pk: {
            "interpreter": interpreter,
            "languages": [language_name(code) for code in interpreter.languages],
            "coming": [],
        }
        for interpreter in interpreters
    }
    for engagement in coming:
        rows[engagement.interpreter_id or 0]["coming"].append(board_line(engagement, actor, urls))
    context = {"rows": list(rows.values()), "may_edit": actor.may("calendar.edit")}
    return render(request, "desk/calendar/interpreters/interpreters.html", context)


@staff("calendar.edit")
@require_http_methods(METHODS)
def interpreter_new(request: HttpRequest) -> HttpResponse:
    return _edit(request, None)


@staff("calendar.edit")
@require_http_methods(METHODS)
def interpreter_edit(request: HttpRequest, pk: int) -> HttpResponse:
    return _edit(request, get_object_or_404(Interpreter.objects.prefetch_related("hours"), pk=pk))


def _edit(request: HttpRequest, interpreter: Interpreter | None) -> HttpResponse:
    form = InterpreterForm(request.POST or None, interpreter=interpreter, conference=current_conference())
    template, back = "desk/calendar/interpreters/interpreter_form.html", reverse("calendar:interpreters")
    return save_or_show(request, form, _save, back, template, interpreter=interpreter)


def _save(request: HttpRequest, form: InterpreterForm) -> Interpreter:
    actor, facts = actor_of(request), form.facts()
    if form.interpreter is None:
        return actions.create_interpreter(actor=actor, facts=facts)
    version = concurrency.posted_version(request.POST) or 0
    return actions.edit_interpreter(actor=actor, interpreter=form.interpreter, facts=facts, expected_version=version)


@staff("calendar.edit")
@require_POST
def interpreter_remove(request: HttpRequest, pk: int) -> HttpResponse:
    interpreter = get_object_or_404(Interpreter, pk=pk)
    version = concurrency.posted_version(request.POST) or 0
    actions.remove_interpreter(actor=actor_of(request), interpreter=interpreter, expected_version=version)
    messages.success(request, _("%(what)s is removed.") % {"what": interpreter})
    return redirect("calendar:interpreters")
