"""The planner's page: a run under way, then its proposal beside today's plan, which protocol edits and applies."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from conference.core import parsing
from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from schedule.bilaterals.models import AGREED, PlanRun, ProposedRow
from schedule.bilaterals.planning import applying, running

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
    changes = [row for row in rows if row.starts is not None]
    context = {
        "run": run,
        "rows": changes,
        "without": [row for row in rows if row.starts is None],
        "moved": sum(row.moves and row.meeting.state in AGREED for row in changes),
        "sent": sum(row.applied for row in changes),
        "lengths": LENGTHS,
        "may_place": actor_of(request).may("bilaterals.place"),
    }
    template = "_run.html" if request.headers.get("HX-Request") and is_under_way else "planner.html"
    return render(request, f"desk/bilaterals/planning/{template}", context)


@staff("bilaterals.place")
@require_POST
# no action: starts a job
def run(request: HttpRequest) -> HttpResponse:
    """Let the planner run. Rows of the proposal on the screen that are not ticked are kept as they are today."""
    seconds = parsing.number(request.POST.get("seconds"), running.MOST_SECONDS) or running.SECONDS
    pinned: list[int] = []
    shown = _shown(request)
    if shown is not None:
        not_ticked = shown.rows.filter(starts__isnull=False, applied=False).exclude(pk__in=_ticked(request))
        pinned = list(not_ticked.values_list("meeting", flat=True)) if "rows" in request.POST else []
    try:
        running.start(actor=actor_of(request), seconds=seconds, pinned=pinned)
    except UserError as problem:
        messages.error(request, str(problem))
    return redirect("bilaterals:planner")


def _shown(request: HttpRequest) -> PlanRun | None:
    return PlanRun.objects.filter(pk=parsing.number(request.POST.get("run")) or 0).first()


def _ticked(request: HttpRequest) -> list[int]:
    return [key for key in (parsing.number(text) for text in request.POST.getlist("row")) if key]


@staff("bilaterals.place")
@require_POST
# no action: stops a job
def stop(request: HttpRequest) -> HttpResponse:
    if run := _shown(request):
        running.stop(actor=actor_of(request), run=run)
        messages.success(request, _("The planner stops with the best plan so far."))
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
    message = ngettext(
        "%(n)d change is made; all delegations concerned are informed.",
        "%(n)d changes are made; all delegations concerned are informed.",
        sent,
    )
    messages.success(request, message % {"n": sent})
    if refused := len(rows) - sent:
        message = ngettext(
            "%(n)d row was refused; the reason stands beside it.",
            "%(n)d rows were refused; the reason stands beside each.",
            refused,
        )
        messages.error(request, message % {"n": refused})
    return redirect("bilaterals:planner")
