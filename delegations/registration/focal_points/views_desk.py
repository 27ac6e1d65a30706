"""The organisers' views of invitations and of a delegation's focal points."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from conference.accounts.sign_in.views_account import ended_message
from conference.accounts.staff import actions as accounts
from conference.core.access import actor_of, confirm_identity, staff
from conference.core.errors import NotPossible
from conference.files.pasted_tables import PastedTableForm
from conference.parties.models import Party
from conference.parties.queries import alphabet
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.focal_points import asking, invitation_lists, views_portal
from delegations.registration.focal_points.actions import invitations, invite_list
from delegations.registration.focal_points.actions.invitations import InvitedAlready
from delegations.registration.focal_points.forms import InviteForm
from delegations.registration.focal_points.invitation_lists import InvitationLine, ListRefused

METHODS = ["GET", "HEAD", "POST"]


@staff("registration.invite")
@require_http_methods(METHODS)
def invite(request: HttpRequest, code: str | None = None) -> HttpResponse:
    """Invite a focal point of the party `code`, or of one to choose."""
    party = delegation_for(actor_of(request), code).party if code else None
    form = InviteForm(
        request.POST if request.method == "POST" else None,
        parties=None if party else Party.objects.prefetch_related("names").order_by(alphabet()),
        initial={"language": party.language} if party else None,
    )
    status = 200
    if request.method == "POST" and form.is_valid():
        values = {"party": party, **form.cleaned_data}
        slug = values["party"].slug
        try:
            invitation = invitations.invite(actor=actor_of(request), replaces=asking.get_replaced(request), **values)
        except InvitedAlready as refusal:
            back = reverse("registration:desk_invite_one", args=[slug])
            return asking.ask_again(request, "desk", refusal.earlier, back)
        except NotPossible as refusal:
            form.add_error("email", str(refusal))
            status = 422
        else:
            asking.tell_sent(request, invitation)
            return redirect("registration:desk_one", code=slug)
    context = {"form": form, "party": party}
    return render(request, "desk/registration/focal_points/invite.html", context, status=status)


@staff("registration.invite")
@require_http_methods(METHODS)
def withdraw_invitation(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    delegation = delegation_for(actor_of(request), code)
    url = reverse("registration:desk_one", args=[delegation.party.slug])
    return views_portal.end_invitation(request, delegation, pk, "desk", url)


@staff("registration.invite")
@require_http_methods(METHODS)
def people(request: HttpRequest, code: str) -> HttpResponse:
    delegation = delegation_for(actor_of(request), code)
    url = reverse("registration:desk_people", args=[delegation.party.slug])
    return views_portal.show_people(request, delegation, "desk", url)


@staff("registration.invite")
@require_http_methods(METHODS)
def withdraw_focal_point(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    delegation = delegation_for(actor_of(request), code)
    url = reverse("registration:desk_people", args=[delegation.party.slug])
    return views_portal.withdraw_point(request, delegation, pk, "desk", url)


@confirm_identity()
@staff("accounts.manage")
@require_POST
def reset_factor(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Take away the second factor of a focal point who lost it."""
    delegation = delegation_for(actor_of(request), code)
    point = get_object_or_404(delegation.focal_points.select_related("user"), pk=pk)
    accounts.reset_second_factor(actor=actor_of(request), user=point.user)
    message = _("%(who)s sets up a new second factor at the next sign-in.") % {"who": point.user}
    messages.success(request, message)
    return redirect("registration:desk_people", code=delegation.party.slug)


@staff("accounts.manage")
@require_POST
def end_sessions(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Sign a focal point out everywhere."""
    delegation = delegation_for(actor_of(request), code)
    point = get_object_or_404(delegation.focal_points.select_related("user"), pk=pk)
    messages.success(request, ended_message(accounts.end_sessions(actor=actor_of(request), user=point.user)))
    return redirect("registration:desk_people", code=delegation.party.slug)


class InviteListForm(PastedTableForm):  # not checked here: each cell is checked, and its line is named
    most = invitation_lists.MOST
    about = gettext_lazy(
        "One line per person: party (its name in any language, or its code), e-mail address, "
        "name, language. Name and language may be left out. Paste from a spreadsheet, or "
        "separate by commas or semicolons."
    )


@confirm_identity(bulk=True)
@staff("registration.invite")
@require_http_methods(METHODS)
def invite_by_list(request: HttpRequest) -> HttpResponse:
    """Show each line with its result or its problems; `send` invites, when no line has a problem."""
    submitted = (request.POST, request.FILES) if request.method == "POST" else (None, None)
    form: PastedTableForm = InviteListForm(*submitted)
    lines: list[InvitationLine] = []
    refused, status = "", 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        lines = invitation_lists.read_lines(form.rows)
        send = "send" in request.POST
        try:
            invite_list.invite_many(actor=actor_of(request), lines=lines, dry_run=not send)
        except ListRefused as refusal:
            refused = str(refusal)
        else:
            status = 200
            if send:
                message = ngettext(
                    "%(count)s invitation goes out by e-mail.", "%(count)s invitations go out by e-mail.", len(lines)
                )
                messages.success(request, message % {"count": len(lines)})
                return redirect("registration:desk_list")
        form = form.shown()
    context = {"form": form, "lines": lines, "refused": refused, "good": bool(lines) and not refused}
    return render(request, "desk/registration/focal_points/invite_list.html", context, status=status)
