from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from conference.core import concurrency
from conference.core.access import actor_of
from conference.core.errors import AlreadyDecided, UserError
from conference.models import current_conference
from delegations.registration.delegations import access_log, queries
from delegations.registration.equipment import actions
from delegations.registration.equipment.actions import ListedAlready, may_bring
from delegations.registration.equipment.forms import EquipmentForm
from delegations.registration.models import Delegate, Equipment

ACT_FOR = "registration.act_for"


@sensitive_post_parameters("serial", "licence")
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, code: str, public_id: UUID, pk: int | None = None) -> HttpResponse:
    """Show a member's arms and radios, and the form for a new one or for a change of `pk`."""
    actor = actor_of(request)
    member = _get_member(request, code, public_id)
    item = None if pk is None else _get_item(member, pk)
    if item and (item.state == "withdrawn" or not may_bring(member)):
        messages.error(request, _("%(what)s can no longer be changed.") % {"what": item})
        return _redirect_to_items(member)
    posted = request.POST if request.method == "POST" else None
    form = EquipmentForm(posted, conference=current_conference(), equipment=item)
    status = 200 if posted is None else 422
    if posted is not None and form.is_valid():
        try:
            if item is None:
                saved = actions.ask_for_equipment(actor=actor, member=member, values=form.cleaned_data)
                message = _("%(what)s is requested. The security liaison decides, and you will be informed by e-mail.")
            else:
                version = concurrency.posted_version(posted) or 0
                saved = actions.change_equipment(
                    actor=actor, equipment=item, expected_version=version, values=form.cleaned_data
                )
                message = _("%(what)s is saved.")
        except UserError as refusal:
            form.add_error("serial" if isinstance(refusal, ListedAlready) else None, str(refusal))
            if item and isinstance(refusal, AlreadyDecided):
                item, status = _get_item(member, item.pk), refusal.status
        else:
            messages.success(request, message % {"what": saved})
            return _redirect_to_items(member)
    access_log.log_confidential(request, member, verb="equipment.read", right=ACT_FOR)
    context = {
        "delegation": member.delegation,
        "party": member.delegation.party,
        "member": member,
        "items": member.equipment.order_by("kind", "pk"),
        "edited": item,
        "form": form,
        "kind": str(form["kind"].value() or ""),
        "may_bring": may_bring(member),
        "nav_label": member.delegation.party.short,
    }
    return render(request, "portal/registration/equipment/equipment.html", context, status=status)


@require_POST
def withdraw_item(request: HttpRequest, code: str, public_id: UUID, pk: int) -> HttpResponse:
    member = _get_member(request, code, public_id)
    version = concurrency.posted_version(request.POST) or 0
    item = actions.withdraw_equipment(
        actor=actor_of(request), equipment=_get_item(member, pk), expected_version=version
    )
    messages.success(request, _("%(what)s is withdrawn.") % {"what": item})
    return _redirect_to_items(member)


def _get_member(request: HttpRequest, code: str, public_id: UUID) -> Delegate:
    delegation = queries.delegation_for(actor_of(request), code, write=True)
    member: Delegate = get_object_or_404(delegation.members, public_id=public_id)
    member.delegation = delegation
    return member


def _get_item(member: Delegate, pk: int) -> Equipment:
    item: Equipment = get_object_or_404(member.equipment, pk=pk)
    item.bearer = member
    return item


def _redirect_to_items(member: Delegate) -> HttpResponse:
    return redirect("registration:equipment", code=member.delegation.party.slug, public_id=member.public_id)
