from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conference.core.access import actor_of
from conference.core.errors import NotPossible, UserError
from delegations.registration.delegations import access_log
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.focal_points import asking
from delegations.registration.focal_points import queries as people_of
from delegations.registration.focal_points.actions import focal_points, invitations
from delegations.registration.focal_points.actions.invitations import InvitedAlready
from delegations.registration.focal_points.forms import ColleagueForm
from delegations.registration.models import Delegation

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def people(request: HttpRequest, code: str) -> HttpResponse:
    """Show who acts for the delegation and who is invited; a form invites a colleague or hands over."""
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code, write=request.method == "POST")
    listed = people_of.get_people(found)
    form = ColleagueForm(
        request.POST if request.method == "POST" else None,
        own=listed.own(actor),
        points=listed.points,
        initial={"language": found.party.language, "takes_over": ""},
    )
    if request.method == "POST" and form.is_valid():
        url = reverse("registration:people", args=[found.party.slug])
        try:
            if invited(request, found, form):
                return redirect(url)
        except InvitedAlready as problem:
            return asking.ask_again(
                request, "portal/registration/focal_points/invitation_again.html", problem.earlier, url
            )
    context = {**page(request, found, listed), "form": form}
    return render(request, "portal/registration/focal_points/people.html", context, status=422 if form.errors else 200)


def page(request: HttpRequest, found: Delegation, listed: people_of.People) -> dict[str, object]:
    """Return what both sides' pages of focal points show. Staff who open them are logged."""
    actor, everybody = actor_of(request), [*listed.points, *listed.former, *listed.invitations]
    access_log.persons(request, found, len(everybody), "registration:people")
    return {
        "delegation": found,
        "party": found.party,
        "people": listed,
        "own": listed.own(actor),
        "may_act": listed.own(actor) is not None or actor.may("registration.act_for"),
        "nav_label": found.party.short,
    }


def invited(request: HttpRequest, found: Delegation, form: ColleagueForm) -> bool:
    """Send the invitation of a valid form. Return False when it can't be sent; the form says why.

    Raises:
        InvitedAlready: When whoever invites has to be asked first.
    """
    values = form.cleaned_data
    try:
        invitation = invitations.invite_colleague(
            actor=actor_of(request),
            delegation=found,
            email=values["email"],
            name=values["name"],
            language=values["language"],
            takes_over=values["takes_over"],
            replaces=asking.replaces(request),
        )
    except NotPossible as problem:
        form.add_error("email", str(problem))
        return False
    asking.tell_sent(request, invitation)
    return True


@require_http_methods(METHODS)
def withdraw(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code, write=True)
    point = get_object_or_404(found.focal_points.select_related("user", "delegation__party"), pk=pk)
    leaves = point.user_id == actor.user_id
    if request.method == "POST":
        try:
            focal_points.withdraw_focal_point(actor=actor, focal_point=point)
        except UserError as problem:
            messages.error(request, str(problem))
        else:
            messages.success(request, _("%(who)s is no longer a focal point.") % {"who": point})
            if leaves:
                return redirect("registration:portal")
        return redirect("registration:people", code=found.party.slug)
    context = {**page(request, found, people_of.get_people(found)), "point": point, "leaves": leaves}
    return render(request, "portal/registration/focal_points/people_withdraw.html", context)


@require_http_methods(METHODS)
def withdraw_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = delegations_queries.delegation_for(actor, code, write=True)
    invitation = get_object_or_404(found.invitations, pk=pk)
    if request.method != "POST":
        context = {"invitation": invitation, "delegation": found, "party": found.party, "nav_label": found.party.short}
        return render(request, "portal/registration/focal_points/invitation_withdraw.html", context)
    asking.withdraw(
        request,
        invitation,
        undo=lambda: invitations.undo_invitation(actor=actor, invitation=invitation),
        end=lambda: invitations.withdraw_invitation(actor=actor, invitation=invitation),
    )
    return redirect("registration:people", code=found.party.slug)
