from __future__ import annotations

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
from delegations.registration.models import Delegate, Delegation, Equipment

METHODS = ["GET", "HEAD", "POST"]
PRIVATE = ("serial", "licence")
ACT_FOR = "registration.act_for"


@sensitive_post_parameters(*PRIVATE)
@require_http_methods(METHODS)
def listing(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """Show what an officer brings, and a form for a further thing; for anybody else say that only officers do."""
    actor = actor_of(request)
    found = queries.delegation_for(actor, code, write=True)
    member = _member(found, public_id)
    form = EquipmentForm(request.POST if request.method == "POST" else None, conference=current_conference())
    if request.method == "POST" and form.is_valid():
        try:
            thing = actions.ask_for_equipment(actor=actor, member=member, values=form.cleaned_data)
        except UserError as problem:
            form.add_error("serial" if isinstance(problem, ListedAlready) else None, str(problem))
        else:
            words = _("%(what)s is requested. The security liaison decides, and you will be informed by e-mail.")
            messages.success(request, words % {"what": thing})
            return _back(member)
    return _show(request, member, form, 422 if form.is_bound else 200)


@sensitive_post_parameters(*PRIVATE)
@require_http_methods(METHODS)
def one(request: HttpRequest, code: str, public_id: UUID, pk: int) -> HttpResponse:
    """Change one arm or radio; what was decided is requested anew."""
    actor = actor_of(request)
    member = _member(queries.delegation_for(actor, code, write=True), public_id)
    thing = _thing(member, pk)
    if thing.state == "withdrawn" or not may_bring(member):
        messages.error(request, _("%(what)s can no longer be changed.") % {"what": thing})
        return _back(member)
    posted = request.POST if request.method == "POST" else None
    form = EquipmentForm(posted, conference=current_conference(), equipment=thing)
    status = 200
    if posted is not None:
        status = 422
        if form.is_valid():
            expected_version = concurrency.posted_version(posted) or 0
            try:
                saved = actions.change_equipment(
                    actor=actor, equipment=thing, expected_version=expected_version, values=form.cleaned_data
                )
            except AlreadyDecided as problem:
                form.add_error(None, str(problem))
                thing, status = _thing(member, pk), problem.status
            except UserError as problem:
                form.add_error("serial" if isinstance(problem, ListedAlready) else None, str(problem))
            else:
                messages.success(request, _("%(what)s is saved.") % {"what": saved})
                return _back(member)
    return _show(request, member, form, status, thing)


@require_POST
def withdraw(request: HttpRequest, code: str, public_id: UUID, pk: int) -> HttpResponse:
    actor = actor_of(request)
    member = _member(queries.delegation_for(actor, code, write=True), public_id)
    expected_version = concurrency.posted_version(request.POST) or 0
    thing = actions.withdraw_equipment(actor=actor, equipment=_thing(member, pk), expected_version=expected_version)
    messages.success(request, _("%(what)s is withdrawn.") % {"what": thing})
    return _back(member)


def _member(delegation: Delegation, public_id: UUID) -> Delegate:
    found: Delegate = get_object_or_404(delegation.members, public_id=public_id)
    found.delegation = delegation
    return found


def _thing(member: Delegate, pk: int) -> Equipment:
    found: Equipment = get_object_or_404(member.equipment, pk=pk)
    found.bearer = member
    return found


def _back(member: Delegate) -> HttpResponse:
    return redirect("registration:equipment", code=member.delegation.party.slug, public_id=member.public_id)


def _show(
    request: HttpRequest, member: Delegate, form: EquipmentForm, status: int, thing: Equipment | None = None
) -> HttpResponse:
    party = member.delegation.party
    access_log.private(request, member, verb="equipment.read", right=ACT_FOR)
    context = {
        "delegation": member.delegation,
        "party": party,
        "member": member,
        "things": list(member.equipment.order_by("kind", "pk")),
        "thing": thing,
        "form": form,
        "kind": str(form["kind"].value() or ""),
        "may_bring": may_bring(member),
        "nav_label": party.short,
    }
    return render(request, "portal/registration/equipment/equipment.html", context, status=status)
