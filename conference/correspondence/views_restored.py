"""The page on which the secretariat declares what a restored copy of the database is."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from conference.core.access import actor_of, staff
from conference.correspondence.models import State
from conference.correspondence.outbox import queries, restored
from conference.models import Installation
from conference.ops import installation


@staff(restored.DECIDE)
@require_safe
def show(request: HttpRequest) -> HttpResponse:
    counts = queries.count_by_state()
    context = {
        "status": installation.read_status(),
        "row": Installation.objects.filter(pk=1).first(),
        "waiting": counts[State.QUEUED] + counts[State.SENDING],
        "held": counts[State.HELD],
    }
    return render(request, "desk/correspondence/restored.html", context)


@staff(restored.DECIDE)
@require_POST
def declare_trial(request: HttpRequest) -> HttpResponse:
    restored.declare_trial(actor=actor_of(request))
    return redirect("correspondence:restored")


@staff(restored.DECIDE)
@require_POST
def declare_replacement(request: HttpRequest) -> HttpResponse:
    held = restored.declare_replacement(actor=actor_of(request))
    text = ngettext(
        "This database goes on. %(count)s message is held: decide whether it is sent.",
        "This database goes on. %(count)s messages are held: decide which of them are sent.",
        held,
    )
    messages.success(request, text % {"count": held})
    return redirect("correspondence:restored")
