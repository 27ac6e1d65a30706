"""The organisers' doors that belong to no one app: home, and the record."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference import clock, given
from conference.access import actor_of, staff
from conference.audit.models import Entry
from conference.audit.words import lately, tell
from conference.desk import registry
from conference.models import Conference

SHOWN = 8  # matters a group before "all of them" is asked for
PAGE = 50


@staff("desk.see")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What needs me now: matters by urgency, figures, what comes next, what happened lately, the machinery."""
    actor = actor_of(request)
    whole = "all" in request.GET
    matters = registry.matters(actor)
    groups: list[dict[str, Any]] = []
    names = {
        registry.Urgency.NOW: _("Now"),
        registry.Urgency.TODAY: _("Today"),
        registry.Urgency.BEFORE: _("Before the opening"),
    }
    for urgency, rows in groupby(matters, key=lambda m: m.urgency):
        found = list(rows)
        groups.append({"name": names[urgency], "count": len(found), "rows": found if whole else found[:SHOWN]})
    shown = sum(len(group["rows"]) for group in groups)
    context = {
        "groups": groups,
        "count": len(matters),
        "rest": len(matters) - shown,
        "figures": registry.all_figures(actor),
        "panels": registry.all_panels(actor),
        "lights": registry.all_lights(),
        "lately": lately(6) if actor.may("audit.read") else [],
        "lead": _lead(Conference.objects.filter(pk=1).first()),
    }
    return render(request, "desk/home.html", context)


def _lead(conference: Conference | None) -> str:
    """How far off the conference is, in words."""
    if conference is None:
        return _("There is no conference yet: load the seeds, or make it in the admin.")
    days = (conference.starts_on - clock.now().astimezone(conference.zone).date()).days
    if days > 1:
        return _("%(days)d days before the opening.") % {"days": days}
    if days == 1:
        return _("The day before.")
    last = (conference.ends_on - conference.starts_on).days
    if -days <= last:
        return _("Day %(day)d of %(days)d.") % {"day": 1 - days, "days": last + 1}
    return _("The conference is over.")


@staff("audit.read")
@require_safe
def record(request: HttpRequest) -> HttpResponse:
    """The whole record, newest first, by subject, actor or delegation; keyset pages by number."""
    entries = Entry.objects.order_by("-number")
    query = request.GET.get("q", "").strip()
    scope = request.GET.get("delegation", "").strip().upper()
    before = given.number(request.GET.get("before"))
    if scope:
        entries = entries.filter(scope=scope)
    if query:
        entries = entries.filter(subject_label__icontains=query) | entries.filter(actor_label__icontains=query)
    if before is not None:
        entries = entries.filter(number__lt=before)
    rows = list(entries[: PAGE + 1])
    following = ""
    if len(rows) > PAGE:
        rows = rows[:PAGE]
        params = request.GET.copy()
        params["before"] = str(rows[-1].number)
        following = f"{reverse('desk:record')}?{params.urlencode()}"
    context = {"rows": [tell(row) for row in rows], "q": query, "delegation": scope, "pager": {"next": following}}
    return render(request, "desk/record.html", context)
