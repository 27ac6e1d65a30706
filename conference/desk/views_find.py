"""The desk's search: a page of everything that fits, and the few below the field while one types."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conference.core.access import actor_of, staff
from conference.desk import finding, notices


@staff("desk.see")
@require_safe
@never_cache
def search_desk(request: HttpRequest) -> HttpResponse:
    """Show what fits; open it when there is one thing alone. htmx asks for the few below the field."""
    actor, at_once = actor_of(request), bool(request.htmx)  # type: ignore[attr-defined]
    query = finding.Query.read(request.GET, loose=not at_once)
    groups = finding.search(actor, query, finding.AT_ONCE if at_once else finding.RESULTS_SHOWN)
    rows = [row for group in groups for row in group.rows]
    if len(rows) == 1 and not at_once and not rows[0].like:
        return redirect(rows[0].url)
    notices.names_shown(request, sum(row.names for row in rows), "desk:find")
    context = {"query": query, "groups": groups}
    return render(request, "desk/desk/_found.html" if at_once else "desk/desk/find.html", context)
