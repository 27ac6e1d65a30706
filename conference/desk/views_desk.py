from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.audit.sentences import latest_lines
from conference.core import access_log, clock
from conference.core.access import actor_of, staff
from conference.desk import notices, registry
from conference.models import Conference

SHOWN = 8  # matters a group before "all of them" is asked for
PAGE = 50


@staff("desk.see")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    with registry.reading_once():
        context = _home(request)
    return render(request, "desk/desk/home.html", context)


def _home(request: HttpRequest) -> dict[str, Any]:
    actor = actor_of(request)
    whole = "all" in request.GET
    conference = Conference.objects.filter(pk=1).first()
    zone = conference.zone if conference else ZoneInfo("UTC")
    today = clock.local(clock.now(), zone).date()
    matters = registry.tasks_for(actor, clock.day_bounds(today, zone)[1])
    groups: list[dict[str, Any]] = []
    names = {
        registry.Urgency.NOW: _("Now"),
        registry.Urgency.TODAY: _("Today"),
        registry.Urgency.LATER: _("Later"),
    }
    for urgency, rows in groupby(matters, key=lambda m: m.urgency):
        tasks = list(rows)
        groups.append({"name": names[urgency], "count": len(tasks), "rows": tasks if whole else tasks[:SHOWN]})
    shown = sum(len(group["rows"]) for group in groups)
    recent = latest_lines(access_log.acts(actor)) if actor.may("audit.read") else []
    notices.names_shown(
        request, len(recent) + sum(len(row.names) for group in groups for row in group["rows"]), "desk:home"
    )
    return {
        "groups": groups,
        "count": len(matters),
        "rest": len(matters) - shown,
        "figures": registry.all_figures(actor),
        "panels": registry.all_panels(actor),
        "lights": registry.all_health(actor),
        "recent": [(line, clock.local(line.at, zone).date() == today) for line in recent],
        "now": clock.now(),
        "lead": _lead(conference),
    }


def _lead(conference: Conference | None) -> str:
    if conference is None:
        return _("There is no conference yet. Load the sample data, or create the conference in the administration.")
    days = (conference.starts_on - clock.now().astimezone(conference.zone).date()).days
    if days > 1:
        return _("%(days)d days before the opening.") % {"days": days}
    if days == 1:
        return _("The day before.")
    last = (conference.ends_on - conference.starts_on).days
    if -days <= last:
        return _("Day %(day)d of %(days)d.") % {"day": 1 - days, "days": last + 1}
    return _("The conference is over.")
