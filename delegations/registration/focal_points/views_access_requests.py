from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible
from conference.core.undo import mail_note
from conference.look.lists import join_sentences
from conference.parties.models import Party
from conference.parties.queries import alphabet
from delegations.registration.focal_points import asking
from delegations.registration.focal_points.actions import access_requests, invitations
from delegations.registration.focal_points.actions.invitations import InvitedAlready
from delegations.registration.focal_points.forms import DeclineAccessForm, GrantForm
from delegations.registration.models import AccessRequest, FocalPoint, FocalPointInvitation

WAITING = 200
ANSWERED = 30  # the latest, below those that wait


@staff("registration.invite")
@require_safe
def list_requests(request: HttpRequest) -> HttpResponse:
    rows = AccessRequest.objects.select_related("party", "answered_by", "invitation").prefetch_related("party__names")
    context = {
        "waiting": rows.filter(answered_at__isnull=True)[:WAITING],
        "answered": rows.filter(answered_at__isnull=False).order_by("-answered_at")[:ANSWERED],
    }
    return render(request, "desk/registration/focal_points/access_list.html", context)


def _get_access_request(pk: int) -> AccessRequest:
    return get_object_or_404(AccessRequest.objects.select_related("party", "answered_by", "invitation"), pk=pk)


@staff("registration.invite")
@require_safe
def show_request(request: HttpRequest, pk: int) -> HttpResponse:
    return _show(request, _get_access_request(pk))


def _show(
    request: HttpRequest,
    access_request: AccessRequest,
    grant: GrantForm | None = None,
    decline: DeclineAccessForm | None = None,
) -> HttpResponse:
    party, email = access_request.party, access_request.email
    acting = FocalPoint.objects.filter(until__isnull=True).select_related("user", "delegation__party")
    invitations = FocalPointInvitation.objects.filter(used_at__isnull=True, withdrawn_at__isnull=True, email=email)
    context: dict[str, Any] = {
        "access_request": access_request,
        "acts_for": acting.filter(user__email=email),
        "invited": invitations.select_related("delegation__party"),
        "acting": acting.filter(delegation__party=party) if party else [],
        "grant": grant or GrantForm(parties=_get_parties(), initial={"party": access_request.party_id}),
        "decline": decline or DeclineAccessForm(),
    }
    status = 422 if grant or decline else 200
    return render(request, "desk/registration/focal_points/access_request.html", context, status=status)


def _get_parties() -> QuerySet[Party]:
    return Party.objects.prefetch_related("names").order_by(alphabet())


@staff("registration.invite")
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    access_request, form = _get_access_request(pk), GrantForm(request.POST, parties=_get_parties())
    if not form.is_valid():
        return _show(request, access_request, grant=form)
    party, replaces = form.cleaned_data["party"], asking.get_replaced(request)
    try:
        invitation = access_requests.grant_access(
            actor=actor_of(request), request=access_request, party=party, replaces=replaces
        )
    except InvitedAlready as refusal:
        return asking.ask_again(request, "desk", refusal.earlier, reverse("registration:desk_access_one", args=[pk]))
    except NotPossible as refusal:
        form.add_error("party", str(refusal))
        return _show(request, access_request, grant=form)
    asking.tell_sent(request, invitation)
    return redirect("registration:desk_access")


@staff("registration.invite")
@require_POST
def decline(request: HttpRequest, pk: int) -> HttpResponse:
    access_request, form = _get_access_request(pk), DeclineAccessForm(request.POST)
    if not form.is_valid():
        return _show(request, access_request, decline=form)
    access_request = access_requests.decline_access(
        actor=actor_of(request), request=access_request, **form.cleaned_data
    )
    if not form.cleaned_data["tell"]:
        message = _("The request of %(who)s is declined. No mail was sent.")
        note = ""
    else:
        message = _("The request of %(who)s is declined; the reason goes to %(email)s by e-mail.")
        note = mail_note()
    message %= {"who": access_request, "email": access_request.email}
    messages.success(request, join_sentences([message, note]))
    return redirect("registration:desk_access")


@staff("registration.invite")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Undo an answer of just now, one's own or a colleague's."""
    access_request = invitations.undo_answer(actor=actor_of(request), request=_get_access_request(pk))
    message = _("Undone: the request of %(who)s waits for an answer again.")
    messages.success(request, message % {"who": access_request})
    return redirect("registration:desk_access_one", pk)
