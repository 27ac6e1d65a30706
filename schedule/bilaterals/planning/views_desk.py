"""The planner's page: a run under way, then its proposal beside today's plan, which protocol edits and applies."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from conference.core import parsing, undo
from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.look.lists import join_by_semicolons, join_sentences
from schedule.bilaterals.meetings import queries
from schedule.bilaterals.models import AGREED, PlanRun, ProposedRow
from schedule.bilaterals.planning import applying, pinning, running
from schedule.bilaterals.planning.explaining import named_meetings

RELATED = ("meeting__asking__party", "meeting__asked__party", "room", "was_room", "interpreter")
NAMES = ("meeting__asking__party__names", "meeting__asked__party__names")
LENGTHS = (10, 30, 60, 120)


@staff("bilaterals.see")
@require_safe
def planner(request: HttpRequest) -> HttpResponse:
    run = PlanRun.objects.select_related("owner").first()
    is_under_way = run is not None and not run.is_over
    if request.headers.get("HX-Request") and run and run.is_over:
        # The run has ended: the whole page is another one.
        return HttpResponse(headers={"HX-Refresh": "true"})
    rows: list[ProposedRow] = []
    if run is not None and run.state == "ready":
        rows = list(run.rows.select_related(*RELATED).prefetch_related(*NAMES))
        others = named_meetings(key for row in rows for key in row.others)
        for row in rows:
            row.meant = [others[key] for key in row.others if key in others]
    changes = [row for row in rows if row.starts is not None]
    context = {
        "run": run,
        "rows": changes,
        "without": [row for row in rows if row.starts is None],
        "moved": sum(row.moves and row.meeting.state in AGREED for row in changes),
        "sent": sum(row.applied for row in changes),
        "lengths": LENGTHS,
        "pins": pinning.find_pinned().prefetch_related(*NAMES),
        "may_place": actor_of(request).may("bilaterals.place"),
        "is_undoable": bool(run and run.applied_at and not undo.late(run.applied_at)),
    }
    template = "_run.html" if request.headers.get("HX-Request") and is_under_way else "planner.html"
    return render(request, f"desk/bilaterals/planning/{template}", context)


@staff("bilaterals.place")
@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Let the planner run. Rows of the proposal on the screen that are not ticked are refused: their meetings are pinned."""
    seconds = parsing.number(request.POST.get("seconds"), running.MOST_SECONDS) or running.SECONDS
    shown = _shown(request)
    try:
        if shown is not None and shown.applied_at is None and "rows" in request.POST:
            pinning.pin_refused(actor=actor_of(request), run=shown, ticked=_ticked(request))
        running.start(actor=actor_of(request), seconds=seconds)
    except UserError as problem:
        messages.error(request, str(problem))
    return redirect("bilaterals:planner")


def _shown(request: HttpRequest) -> PlanRun | None:
    return PlanRun.objects.filter(pk=parsing.number(request.POST.get("run")) or 0).first()


def _ticked(request: HttpRequest) -> list[int]:
    return [key for key in (parsing.number(text) for text in request.POST.getlist("row")) if key]


@staff("bilaterals.place")
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    if run := _shown(request):
        running.stop(actor=actor_of(request), run=run)
        messages.success(request, _("The planner stops with the best plan so far."))
    return redirect("bilaterals:planner")


@staff("bilaterals.place")
@require_POST
def release(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    meeting = get_object_or_404(queries.all_meetings(), public_id=public_id)
    try:
        pinning.release_meeting(actor=actor_of(request), meeting=meeting)
    except UserError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("The planner may change %(what)s again.") % {"what": meeting})
    return redirect("bilaterals:planner")


@staff("bilaterals.place")
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    run = _shown(request)
    if run is None:
        return redirect("bilaterals:planner")
    try:
        rows = applying.apply(actor=actor_of(request), run=run, keys=_ticked(request))
    except UserError as problem:
        messages.error(request, str(problem))
        return redirect("bilaterals:planner")
    sent = sum(row.applied for row in rows)
    message = ngettext("%(n)d change is made.", "%(n)d changes are made.", sent)
    # As long as it can be undone, nobody is informed yet.
    mail = undo.mail_note() or _("All delegations concerned are informed.")
    messages.success(request, join_sentences([message % {"n": sent}, mail if sent else ""]))
    if refused := len(rows) - sent:
        message = ngettext(
            "%(n)d row was refused; the reason stands beside it.",
            "%(n)d rows were refused; the reason stands beside each.",
            refused,
        )
        messages.error(request, message % {"n": refused})
    return redirect("bilaterals:planner")


@staff("bilaterals.place")
@require_POST
def undo_sent(request: HttpRequest) -> HttpResponse:
    """Take back what was sent of the proposal just now."""
    run = _shown(request)
    if run is None:
        return redirect("bilaterals:planner")
    try:
        applying.undo_sent(actor=actor_of(request), run=run)
    except UserError as problem:
        messages.error(request, str(problem))
    else:
        messages.success(request, _("Undone. Nobody is told of it."))
        if remaining := run.rows.filter(applied=True).select_related(*RELATED).prefetch_related(*NAMES):
            message = _("Answered or changed since, and therefore not undone: %(meetings)s.")
            messages.warning(request, message % {"meetings": join_by_semicolons(row.meeting for row in remaining)})
    return redirect("bilaterals:planner")
