"""A member leaves the delegation: replaced by a new person or by another member, or withdrawn, which can be undone for a while."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from conference.core import concurrency, parsing, undo
from conference.core.access import actor_of
from conference.core.errors import UserError
from conference.look.lists import join_sentences
from delegations.registration.delegations import access_log
from delegations.registration.delegations import queries as delegations_queries
from delegations.registration.delegations.opened import page_context
from delegations.registration.drafts import form_drafts
from delegations.registration.drafts.views_portal import PRIVATE_FIELDS
from delegations.registration.members import consequences, queries
from delegations.registration.members.actions import editing, restoring, succession
from delegations.registration.members.consequences import Step
from delegations.registration.members.forms import WithdrawForm
from delegations.registration.members.views_portal import FORM, METHODS, MemberFormState, redirect_with_error
from delegations.registration.models import LIVE_STATES, Delegate, Delegation

WITHDRAWAL = "withdrawal"  # the topic of its undo


@sensitive_post_parameters(*PRIVATE_FIELDS)
@require_http_methods(METHODS)
def replace(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    """Show and save the form of a new member who takes the place of another, who is withdrawn."""
    delegation = delegations_queries.delegation_for(actor_of(request), code, write=True)
    old = queries.get_member(delegation, public_id)
    if old.state not in LIVE_STATES:
        return redirect_with_error(request, delegation, editing.former_member_error(old))
    if "successor" in request.POST or "successor" in request.GET:
        return _replace_by_member(request, delegation, old)
    state = MemberFormState(request, delegation, instead_of=old)
    is_confirmed = state.is_confirmed(Step(old, leaves=True, replaced=True))
    if request.method == "POST" and state.is_valid() and is_confirmed:
        version = concurrency.posted_version(request.POST) or 0
        number = form_drafts.number_in(state.saved_drafts)
        return state.save(editing.replace_member, member=old, expected_version=version, number=number)
    return state.render()


def _replace_by_member(request: HttpRequest, delegation: Delegation, old: Delegate) -> HttpResponse:
    """Ask about, then let a chosen member of the delegation take the place of another, who is withdrawn."""
    chosen = parsing.public_id(request.POST.get("successor") or request.GET.get("successor"))
    successor = next((member for member in queries.successors_of(old) if member.public_id == chosen), None)
    if successor is None:
        messages.error(request, _("Choose a member of the delegation."))
        return redirect("registration:replace", code=delegation.party.slug, public_id=old.public_id)
    access_log.log_persons(request, delegation, 2, FORM)
    place = succession.place_of(old)
    change = succession.step_of(successor, place)
    sentences = [
        _("%(who)s is withdrawn.") % {"who": old.full_name},
        succession.place_words(successor, place),
        *consequences.consequences_of(Step(old, leaves=True, replaced=True)),
        *consequences.consequences_of(change),
    ]
    is_shown = request.POST.get("consequences", "") == concurrency.fingerprint(sentences)
    if request.method == "POST" and is_shown:
        versions = [concurrency.posted_version(request.POST, name) or 0 for name in ("version", "successor_version")]
        try:
            succession.replace_by_member(
                actor=actor_of(request),
                member=old,
                expected_version=versions[0],
                successor=successor,
                successor_version=versions[1],
            )
        except UserError as error:
            return redirect_with_error(request, delegation, error)
        message = _("%(successor)s has the place of %(who)s now.")
        messages.success(request, message % {"successor": successor.full_name, "who": old.full_name})
        return redirect("registration:delegation", code=delegation.party.slug)
    context = page_context(
        delegation,
        member=old,
        successor=successor,
        consequences=sentences,
        consequences_fingerprint=concurrency.fingerprint(sentences),
    )
    return render(request, "portal/registration/members/successor.html", context)


@require_http_methods(METHODS)
def withdraw_member(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegations_queries.delegation_for(actor, code, write=True)
    delegate = queries.get_member(delegation, public_id)
    if delegate.state not in LIVE_STATES:
        return redirect_with_error(request, delegation, editing.former_member_error(delegate))
    access_log.log_person(request, delegate, FORM)
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    ends = consequences.consequences_of(Step(delegate, leaves=True))
    fingerprint = concurrency.fingerprint(ends)
    is_confirmed = not ends or request.POST.get("consequences", "") == fingerprint
    if request.method == "POST" and form.is_valid() and is_confirmed:
        version = concurrency.posted_version(request.POST) or 0
        editing.withdraw_member(
            actor=actor, member=delegate, expected_version=version, reason=form.cleaned_data["reason"]
        )
        note = undo.mail_note() if delegate.state != "draft" else ""
        messages.success(request, join_sentences([_("%(who)s is withdrawn.") % {"who": delegate}, note]))
        step = {"member": str(delegate.public_id), "name": delegate.full_name, "version": version + 1}
        undo.offer(request, WITHDRAWAL, code=delegation.party.slug, **step)
        return redirect("registration:delegation", code=delegation.party.slug)
    context = page_context(
        delegation,
        member=delegate,
        form=form,
        can_undo=bool(undo.window()),
        consequences=ends,
        consequences_fingerprint=fingerprint,
        is_asked=request.method == "POST",
    )
    return render(request, "portal/registration/members/withdraw.html", context)


@require_POST
def undo_withdrawal(request: HttpRequest, code: str, public_id: UUID) -> HttpResponse:
    actor = actor_of(request)
    delegation = delegations_queries.delegation_for(actor, code, write=True)
    delegate = queries.get_member(delegation, public_id)
    undo.forget(request, WITHDRAWAL)
    version = concurrency.posted_version(request.POST) or 0
    try:
        restoring.undo_withdrawal(actor=actor, member=delegate, expected_version=version)
    except UserError as error:
        return redirect_with_error(request, delegation, error)
    messages.success(request, _("%(who)s is back in the delegation.") % {"who": delegate})
    return redirect("registration:delegation", code=delegation.party.slug)
