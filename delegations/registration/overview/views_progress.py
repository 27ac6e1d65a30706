from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from conference.core import clock
from conference.core.access import staff
from delegations.registration.overview.progress import STEPS, progress


@staff("registration.see")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    steps = [label for label, _verb in STEPS.values()]
    by_group = request.GET.get("by") == "group"
    context = {"progress": progress(by_group=by_group), "steps": steps, "now": clock.now(), "by_group": by_group}
    return render(request, "desk/registration/overview/progress.html", context)
