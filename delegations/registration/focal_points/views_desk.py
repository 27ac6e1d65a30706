from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible
from conference.parties.models import Party
from conference.parties.queries import alphabet
from delegations.registration.delegations import queries
from delegations.registration.focal_points import asking
from delegations.registration.focal_points.actions import invitations
from delegations.registration.focal_points.actions.invitations import InvitedAlready
from delegations.registration.focal_points.forms import InviteForm
from delegations.registration.overview.views_desk import METHODS

AGAIN = "desk/registration/focal_points/invitation_again.html"


@staff("registration.invite")
@require_http_methods(METHODS)
def invite_party(request: HttpRequest) -> HttpResponse:
    parties = list(Party.objects.prefetch_related("names").order_by(alphabet()))
    form = InviteForm(request.POST if request.method == "POST" else None, parties=parties)
    if request.method == "POST" and form.is_valid():
        return _invite(request, form, form.cleaned_data["party"])
    return render(request, "desk/registration/focal_points/invite.html", {"form": form})


@staff("registration.invite")
@require_http_methods(METHODS)
def invite(request: HttpRequest, code: str) -> HttpResponse:
    found = queries.delegation_for(actor_of(request), code)
    form = InviteForm(request.POST if request.method == "POST" else None, initial={"language": found.party.language})
    if request.method == "POST" and form.is_valid():
        return _invite(request, form, found.party)
    return render(request, "desk/registration/focal_points/invite.html", {"form": form, "party": found.party})


def _invite(request: HttpRequest, form: InviteForm, party: Party) -> HttpResponse:
    values = form.cleaned_data
    try:
        invitation = invitations.invite(
            actor=actor_of(request),
            party=party,
            email=values["email"],
            name=values["name"],
            language=values["language"],
            replaces=asking.replaces(request),
        )
    except InvitedAlready as problem:
        back = reverse("registration:desk_invite_one", args=[party.slug])
        return asking.ask_again(request, AGAIN, problem.earlier, back)
    except NotPossible as problem:
        form.add_error("email", str(problem))
        context = {"form": form, "party": None if "party" in form.fields else party}
        return render(request, "desk/registration/focal_points/invite.html", context, status=422)
    asking.tell_sent(request, invitation)
    return redirect("registration:desk_one", code=party.slug)


@staff("registration.invite")
@require_http_methods(METHODS)
def withdraw_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Say what ends, then withdraw; the button “Undo” of an invitation of just now does not ask."""
    actor = actor_of(request)
    found = queries.delegation_for(actor, code)
    invitation = get_object_or_404(found.invitations, pk=pk)
    if request.method != "POST":
        context = {"invitation": invitation, "party": found.party}
        return render(request, "desk/registration/focal_points/invitation_withdraw.html", context)
    asking.withdraw(
        request,
        invitation,
        undo=lambda: invitations.undo_invitation(actor=actor, invitation=invitation),
        end=lambda: invitations.withdraw_invitation(actor=actor, invitation=invitation),
    )
    return redirect("registration:desk_one", code=found.party.slug)
