from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from conference.parties import actions
from conference.parties import seating as order
from conference.parties.models import FirstSeat
from delegations.registration.seating import queries
from delegations.registration.seating.forms import FirstSeatForm


@staff("seating.see")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    first, present = queries.first_seat(), queries.present()
    actor = actor_of(request)
    context = {
        "parties": order.order(present, first),
        "first": first,
        "description": queries.describe(first),
        "draws": FirstSeat.objects.select_related("party", "drawn_by"),
        "may_draw": actor.may("seating.draw") and bool(present),
        "may_print": actor.may("prints.see"),
    }
    return render(request, "desk/registration/seating/seating.html", context)


@staff("seating.draw")
@require_http_methods(["GET", "HEAD", "POST"])
def draw(request: HttpRequest) -> HttpResponse:
    """Draw the first seat by lot, or enter the lot that was drawn in the hall. A further draw needs a reason."""
    first, present = queries.first_seat(), queries.present()
    form = FirstSeatForm(request.POST if request.method == "POST" else None, present=present, last=first)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        version = form.cleaned_data["expected_version"]
        try:
            seat = actions.draw_first_seat(
                actor=actor_of(request), present=present, lot=form.get_lot(), expected_version=version
            )
        except UserError as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, _("The first seat is %(what)s.") % {"what": seat})
            return redirect("registration:seating")
    context = {"form": form, "first": first, "description": queries.describe(first)}
    return render(request, "desk/registration/seating/seating_draw.html", context, status=status)
