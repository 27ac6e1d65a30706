from __future__ import annotations

from itertools import groupby
from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from conference.audit.models import AuditEntry
from conference.audit.words import lately, tell
from conference.core import access_log, clock, parsing
from conference.core.access import actor_of, staff
from conference.desk import registry
from conference.models import Conference

SHOWN = 8  # matters a group before "all of them" is asked for
PAGE = 50


@staff("desk.see")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    actor = actor_of(request)
    whole = "all" in request.GET
    matters = registry.tasks_for(actor)
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
        "lights": registry.all_health(),
        "lately": lately(access_log.acts()) if actor.may("audit.read") else [],
        "lead": _lead(Conference.objects.filter(pk=1).first()),
    }
    return render(request, "desk/desk/home.html", context)


def _lead(conference: Conference | None) -> str:
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
    query = request.GET.get("q", "").strip()
    entries, scope = _of_party(access_log.acts(), request)
    if query:
        entries = entries.filter(subject_label__icontains=query) | entries.filter(actor_label__icontains=query)
    rows, following = _page(entries, request)
    context = {"rows": [tell(row) for row in rows], "q": query, "delegation": scope, "pager": {"next": following}}
    return render(request, "desk/desk/record.html", context)


@staff("audit.read")
@require_safe
def read(request: HttpRequest) -> HttpResponse:
    reader, person, kind = (request.GET.get(name, "").strip() for name in ("reader", "person", "kind"))
    scope = request.GET.get("delegation", "").strip().upper()
    wanted = Q(scope=scope) if scope else Q()
    if reader:
        wanted &= Q(actor_label__icontains=reader)
    if person:
        wanted &= Q(subject_label__icontains=person)
    rows = access_log.newest(wanted, kind=kind, before=access_log.place(request.GET.get("before", "")), limit=PAGE + 1)
    following = _address(request, rows[PAGE - 1].cursor) if len(rows) > PAGE else ""
    context = {
        "rows": [
            (row, access_log.KINDS[row.verb], access_log.PAGES.get(row.details.get("page", ""), ""))
            for row in rows[:PAGE]
        ],
        "kinds": sorted(access_log.KINDS.items(), key=lambda one: str(one[1])),
        "reader": reader,
        "person": person,
        "kind": kind,
        "delegation": scope,
        "pager": {"next": following},
    }
    return render(request, "desk/desk/reads.html", context)


def _of_party(entries: QuerySet[AuditEntry], request: HttpRequest) -> tuple[QuerySet[AuditEntry], str]:
    scope = request.GET.get("delegation", "").strip().upper()
    return (entries.filter(scope=scope) if scope else entries), scope


def _page(entries: QuerySet[AuditEntry], request: HttpRequest) -> tuple[list[AuditEntry], str]:
    before = parsing.number(request.GET.get("before"))
    if before is not None:
        entries = entries.filter(number__lt=before)
    rows = list(entries.order_by("-number")[: PAGE + 1])
    if len(rows) <= PAGE:
        return rows, ""
    return rows[:PAGE], _address(request, str(rows[PAGE - 1].number))


def _address(request: HttpRequest, before: str) -> str:
    params = request.GET.copy()
    params["before"] = before
    return f"?{params.urlencode()}"
