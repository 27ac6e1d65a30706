from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible
from conference.core.undo import window
from conference.parties.models import Party
from conference.parties.queries import alphabet
from delegations.registration.focal_points import asking
from delegations.registration.focal_points.actions import access_requests, invitations
from delegations.registration.focal_points.actions.invitations import InvitedAlready
from delegations.registration.focal_points.forms import DeclineForm, GrantForm
from delegations.registration.focal_points.views_desk import AGAIN
from delegations.registration.models import AccessRequest, FocalPoint, FocalPointInvitation

WAITING = 200
ANSWERED = 30  # the latest, below those that wait


@staff("registration.invite")
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    rows = AccessRequest.objects.select_related("party", "answered_by", "invitation").prefetch_related("party__names")
    context = {
        "waiting": list(rows.filter(answered_at__isnull=True)[:WAITING]),
        "answered": list(rows.filter(answered_at__isnull=False).order_by("-answered_at")[:ANSWERED]),
    }
    return render(request, "desk/registration/focal_points/access_list.html", context)


def _found(pk: int) -> AccessRequest:
    return get_object_or_404(AccessRequest.objects.select_related("party", "answered_by", "invitation"), pk=pk)


@staff("registration.invite")
@require_safe
def one(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _found(pk))


def _page(
    request: HttpRequest, found: AccessRequest, grant: GrantForm | None = None, decline: DeclineForm | None = None
) -> HttpResponse:
    acting = FocalPoint.objects.filter(until__isnull=True).select_related("user", "delegation__party")
    open_now = FocalPointInvitation.objects.filter(used_at__isnull=True, withdrawn_at__isnull=True, email=found.email)
    context: dict[str, Any] = {
        "asked": found,
        "theirs": list(acting.filter(user__email=found.email)),
        "invited": list(open_now.select_related("delegation__party")),
        "acting": list(acting.filter(delegation__party=found.party)) if found.party else [],
        "grant": grant or GrantForm(parties=_parties(), initial={"party": found.party_id}),
        "decline": decline or DeclineForm(),
    }
    return render(
        request, "desk/registration/focal_points/access_one.html", context, status=422 if grant or decline else 200
    )


def _parties() -> list[Party]:
    return list(Party.objects.prefetch_related("names").order_by(alphabet()))


@staff("registration.invite")
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    form = GrantForm(request.POST, parties=_parties())
    if not form.is_valid():
        return _page(request, found, grant=form)
    try:
        invitation = access_requests.grant_access(
            actor=actor_of(request), request=found, party=form.cleaned_data["party"], replaces=asking.replaces(request)
        )
    except InvitedAlready as problem:
        return asking.ask_again(request, AGAIN, problem.earlier, reverse("registration:desk_access_one", args=[pk]))
    except NotPossible as problem:
        form.add_error("party", str(problem))
        return _page(request, found, grant=form)
    asking.tell_sent(request, invitation)
    return redirect("registration:desk_access")


@staff("registration.invite")
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    found = _found(pk)
    form = DeclineForm(request.POST)
    if not form.is_valid():
        return _page(request, found, decline=form)
    values = form.cleaned_data
    row = access_requests.decline_access(
        actor=actor_of(request), request=found, reason=values["reason"], tell=values["tell"]
    )
    told = (
        _("The request of %(who)s is declined. The reason is sent to %(email)s when the time to undo has passed.")
        if window()
        else _("The request of %(who)s is declined; the reason goes to %(email)s by e-mail.")
    )
    untold = _("The request of %(who)s is declined. No mail was sent.")
    messages.success(request, (told if values["tell"] else untold) % {"who": row, "email": row.email})
    return redirect("registration:desk_access")


@staff("registration.invite")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an answer of just now, of whoever gave it."""
    row = invitations.undo_answer(actor=actor_of(request), request=_found(pk))
    messages.success(request, _("Undone: the request of %(who)s waits for an answer again.") % {"who": row})
    return redirect("registration:desk_access_one", pk)
