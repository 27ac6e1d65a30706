from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conference.core.access import actor_of
from conference.core.errors import NotPossible, UserError
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.focal_points import asking
from delegations.registration.focal_points.actions import focal_points, invitations
from delegations.registration.focal_points.actions.invitations import InvitedAlready
from delegations.registration.focal_points.forms import ColleagueForm
from delegations.registration.focal_points.queries import FocalPointList, get_people
from delegations.registration.models import Delegation

METHODS = ["GET", "HEAD", "POST"]


@require_http_methods(METHODS)
def people(request: HttpRequest, code: str) -> HttpResponse:
    delegation = delegation_for(actor_of(request), code, write=request.method == "POST")
    return show_people(request, delegation, "portal", reverse("registration:people", args=[delegation.party.slug]))


def show_people(request: HttpRequest, delegation: Delegation, side: str, url: str) -> HttpResponse:
    """Show who acts for the delegation and who is invited; a form invites a colleague or hands over.

    Args:
        side: "portal" or "desk", the folder of the templates.
        url: The page's address.
    """
    actor, listed = actor_of(request), get_people(delegation)
    form = ColleagueForm(
        request.POST if request.method == "POST" else None,
        own=listed.own(actor) if side == "portal" else None,
        points=listed.points,
        initial={"language": delegation.party.language, "takes_over": ""},
    )
    if request.method == "POST" and form.is_valid():
        try:
            invitation = invitations.invite_colleague(
                actor=actor, delegation=delegation, replaces=asking.get_replaced(request), **form.cleaned_data
            )
        except InvitedAlready as refusal:
            return asking.ask_again(request, side, refusal.earlier, url)
        except NotPossible as refusal:
            form.add_error("email", str(refusal))
        else:
            asking.tell_sent(request, invitation)
            return redirect(url)
    context = {**_context(request, delegation, listed), "form": form}
    status = 422 if form.errors else 200
    return render(request, f"{side}/registration/focal_points/people.html", context, status=status)


def _context(request: HttpRequest, delegation: Delegation, listed: FocalPointList) -> dict[str, object]:
    actor, everybody = actor_of(request), [*listed.points, *listed.former, *listed.invitations]
    access_log.log_persons(request, delegation, len(everybody), "registration:people")
    return {
        "delegation": delegation,
        "party": delegation.party,
        "people": listed,
        "own": listed.own(actor),
        "may_act": listed.own(actor) is not None or actor.may("registration.act_for"),
        "nav_label": delegation.party.short,
    }


@require_http_methods(METHODS)
def withdraw_focal_point(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    delegation = delegation_for(actor_of(request), code, write=True)
    return withdraw_point(
        request, delegation, pk, "portal", reverse("registration:people", args=[delegation.party.slug])
    )


def withdraw_point(request: HttpRequest, delegation: Delegation, pk: int, side: str, url: str) -> HttpResponse:
    """Say what ends, then withdraw a focal point. `side` and `url` as for `show_people`."""
    actor = actor_of(request)
    point = get_object_or_404(delegation.focal_points.select_related("user", "delegation__party"), pk=pk)
    leaves = side == "portal" and point.user_id == actor.user_id
    if request.method == "POST":
        try:
            focal_points.withdraw_focal_point(actor=actor, focal_point=point)
        except UserError as refusal:
            messages.error(request, str(refusal))
            return redirect(url)
        messages.success(request, _("%(who)s is no longer a focal point.") % {"who": point})
        return redirect("registration:portal" if leaves else url)
    context = {**_context(request, delegation, get_people(delegation)), "point": point, "leaves": leaves}
    return render(request, f"{side}/registration/focal_points/people_withdraw.html", context)


@require_http_methods(METHODS)
def withdraw_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    delegation = delegation_for(actor_of(request), code, write=True)
    return end_invitation(
        request, delegation, pk, "portal", reverse("registration:people", args=[delegation.party.slug])
    )


def end_invitation(request: HttpRequest, delegation: Delegation, pk: int, side: str, url: str) -> HttpResponse:
    """Say what ends, then withdraw an invitation; the button “Undo” of one of just now does not ask. Redirects to `url`."""
    actor, invitation = actor_of(request), get_object_or_404(delegation.invitations, pk=pk)
    if request.method != "POST":
        party = delegation.party
        context = {"invitation": invitation, "delegation": delegation, "party": party, "nav_label": party.short}
        return render(request, f"{side}/registration/focal_points/invitation_withdraw.html", context)
    try:
        if "undo" in request.POST:
            invitations.undo_invitation(actor=actor, invitation=invitation)
            message = _("Undone: no e-mail is sent to %(email)s.")
        else:
            invitations.withdraw_invitation(actor=actor, invitation=invitation)
            message = _("The invitation to %(email)s is withdrawn; its link no longer works.")
        messages.success(request, message % {"email": invitation.email})
    except UserError as refusal:
        messages.error(request, str(refusal))
    return redirect(url)
