from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible
from conference.parties.models import Party
from conference.parties.queries import alphabet
from delegations.registration.delegations import queries
from delegations.registration.focal_points.actions import invitations
from delegations.registration.focal_points.forms import InviteForm
from delegations.registration.overview.views_desk import METHODS


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
        )
    except NotPossible as problem:
        form.add_error("email", str(problem))
        context = {"form": form, "party": None if "party" in form.fields else party}
        return render(request, "desk/registration/focal_points/invite.html", context, status=422)
    messages.success(request, _("The invitation goes to %(email)s by e-mail.") % {"email": invitation.email})
    return redirect("registration:desk_one", code=party.slug)


@staff("registration.invite")
@require_POST
def withdraw_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.delegation_for(actor, code)
    invitation = get_object_or_404(found.invitations, pk=pk)
    invitations.withdraw_invitation(actor=actor, invitation=invitation)
    messages.success(
        request, _("The invitation to %(email)s is withdrawn; its link no longer works.") % {"email": invitation.email}
    )
    return redirect("registration:desk_one", code=found.party.slug)
