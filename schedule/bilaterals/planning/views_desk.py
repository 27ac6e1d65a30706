"""The planner's page: a run under way, then its proposal beside today's plan, which protocol edits and applies."""

from __future__ import annotations

from typing import Any

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

ROWS = (
    "meeting__asking__party",
    "meeting__asked__party",
    "room",
    "was_room",
    "interpreter",
)
NAMES = ("meeting__asking__party__names", "meeting__asked__party__names")
LENGTHS = (10, 30, 60, 120)


@staff("bilaterals.see")
@require_safe
def planner(request: HttpRequest) -> HttpResponse:
    found = running.latest()
    template = "_run.html" if request.headers.get("HX-Request") and found and not found.is_over else "planner.html"
    if request.headers.get("HX-Request") and found and found.is_over:
        # The run has ended: the whole page is another one.
        return HttpResponse(headers={"HX-Refresh": "true"})
    return render(request, f"desk/bilaterals/planning/{template}", _context(request, found))


def _context(request: HttpRequest, found: PlanRun | None) -> dict[str, Any]:
    rows: list[ProposedRow] = []
    if found is not None and found.state == "ready":
        rows = list(found.rows.select_related(*ROWS).prefetch_related(*NAMES))
    changes = [row for row in rows if row.starts is not None]
    return {
        "run": found,
        "rows": changes,
        "without": [row for row in rows if row.starts is None],
        "moved": sum(row.moves and row.meeting.state in AGREED for row in changes),
        "refused": [row for row in changes if row.said],
        "sent": sum(row.applied for row in changes),
        "lengths": LENGTHS,
        "may_place": actor_of(request).may("bilaterals.place"),
    }


@staff("bilaterals.place")
@require_POST
def run(request: HttpRequest) -> HttpResponse:
    """Let the planner run. Rows of the proposal on the screen that are not ticked are kept as they are today."""
    seconds = parsing.number(request.POST.get("seconds"), running.MOST_SECONDS) or running.SECONDS
    pinned: list[int] = []
    shown = _shown(request)
    if shown is not None:
        kept = shown.rows.filter(starts__isnull=False, applied=False).exclude(pk__in=_ticked(request))
        pinned = list(kept.values_list("meeting", flat=True)) if "rows" in request.POST else []
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
def stop(request: HttpRequest) -> HttpResponse:
    found = _shown(request)
    if found is not None:
        running.stop(actor=actor_of(request), run=found)
        messages.success(request, _("The planner stops with the best plan so far."))
    return redirect("bilaterals:planner")


@staff("bilaterals.place")
@require_POST
def apply(request: HttpRequest) -> HttpResponse:
    found = _shown(request)
    if found is None:
        return redirect("bilaterals:planner")
    try:
        rows = applying.apply(actor=actor_of(request), run=found, keys=_ticked(request))
    except UserError as problem:
        messages.error(request, str(problem))
        return redirect("bilaterals:planner")
    sent = sum(row.applied for row in rows)
    words = ngettext(
        "%(n)d change is made; all delegations concerned are informed.",
        "%(n)d changes are made; all delegations concerned are informed.",
        sent,
    )
    messages.success(request, words % {"n": sent})
    if sent < len(rows):
        refused = len(rows) - sent
        words = ngettext(
            "%(n)d row was refused; the reason stands beside it.",
            "%(n)d rows were refused; the reason stands beside each.",
            refused,
        )
        messages.error(request, words % {"n": refused})
    return redirect("bilaterals:planner")
