from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.audit.models import AuditEntry
from conference.audit.sentences import latest, tell_latest
from conference.core import access_log, clock
from conference.core.access import actor_of, staff
from conference.desk import notices, registry
from conference.models import Conference

SHOWN = 8  # matters a group before "all of them" is asked for
PAGE = 50


@staff("desk.see")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    acts = access_log.acts(actor) if actor.may("audit.read") else AuditEntry.objects.none()
    page = registry.read_home(actor, (Conference.objects.filter(pk=1), latest(acts)))
    conference = next(iter(page.besides[0]), None)
    request._conference = conference  # type: ignore[attr-defined]
    zone = conference.zone if conference else ZoneInfo("UTC")
    today = clock.local(clock.now(), zone).date()
    groups = _groups(page.tasks, clock.day_bounds(today, zone)[1], whole="all" in request.GET)
    shown = [task for group in groups for task in group["rows"]]
    recent = tell_latest(page.besides[1])
    notices.names_shown(request, len(recent) + sum(len(task.names) for task in shown), "desk:home")
    context = {
        "groups": groups,
        "count": len(page.tasks),
        "rest": len(page.tasks) - len(shown),
        "figures": page.figures,
        "panels": page.panels,
        "lights": page.health,
        "recent": [(line, clock.local(line.at, zone).date() == today) for line in recent],
        "now": clock.now(),
        "lead": _lead(conference),
    }
    return render(request, "desk/desk/home.html", context)


def _groups(tasks: list[registry.Task], tonight: datetime, *, whole: bool) -> list[dict[str, Any]]:
    """Return the tasks by when they are to be done, each group with its name and, unless `whole`, its first few."""
    names = {
        registry.Urgency.NOW: _("Now"),
        registry.Urgency.TODAY: _("Today"),
        registry.Urgency.UNDATED: _("Without a date"),
        registry.Urgency.LATER: _("Later"),
    }
    return [
        {"name": names[urgency], "count": len(rows), "rows": rows if whole else rows[:SHOWN]}
        for urgency, rows in registry.group_tasks(tasks, tonight).items()
    ]


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
