"""The organisers' views of a delegation's focal points: as the delegation's own, for anybody's place."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conference.core.access import actor_of, staff
from conference.core.errors import UserError
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.focal_points import asking
from delegations.registration.focal_points import queries as people_of
from delegations.registration.focal_points.actions import focal_points
from delegations.registration.focal_points.actions.invitations import InvitedAlready
from delegations.registration.focal_points.forms import ColleagueForm
from delegations.registration.focal_points.views_desk import AGAIN
from delegations.registration.focal_points.views_portal import invited, page

METHODS = ["GET", "HEAD", "POST"]


@staff("registration.invite")
@require_http_methods(METHODS)
def people(request: HttpRequest, code: str) -> HttpResponse:
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code)
    listed = people_of.get_people(found)
    form = ColleagueForm(
        request.POST if request.method == "POST" else None,
        points=listed.points,
        initial={"language": found.party.language, "takes_over": ""},
    )
    if request.method == "POST" and form.is_valid():
        url = reverse("registration:desk_people", args=[found.party.slug])
        try:
            if invited(request, found, form):
                return redirect(url)
        except InvitedAlready as problem:
            return asking.ask_again(request, AGAIN, problem.earlier, url)
    context = {**page(request, found, listed), "form": form}
    return render(request, "desk/registration/focal_points/people.html", context, status=422 if form.errors else 200)


@staff("registration.invite")
@require_http_methods(METHODS)
def withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code)
    point = get_object_or_404(found.focal_points.select_related("user", "delegation__party"), pk=pk)
    if request.method == "POST":
        try:
            focal_points.withdraw_focal_point(actor=actor, focal_point=point)
        except UserError as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("%(who)s is no longer a focal point.") % {"who": point})
        return redirect("registration:desk_people", code=found.party.slug)
    context = {**page(request, found, people_of.get_people(found)), "point": point, "leaves": False}
    return render(request, "desk/registration/focal_points/people_withdraw.html", context)
