from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from conference.core import concurrency
from conference.core.access import actor_of
from conference.files.responses import send_file
from conference.models import current_conference
from delegations.registration.delegations import queries
from delegations.registration.drafts import form_drafts, photo_drafts
from delegations.registration.members.views_portal import PRIVATE
from delegations.registration.models import LIVE_STATES, Delegate, Delegation


@sensitive_post_parameters(*PRIVATE)
@require_POST
def keep(request: HttpRequest, code: str) -> HttpResponse:
    """Store the fields as typed, valid or not, and say since when; `discard` deletes them."""
    actor = actor_of(request)
    found = queries.delegation_for(actor, code, write=True)
    member = _member(found, request.POST.get("member", ""))
    replacing = member is not None and "replacing" in request.POST
    if "discard" in request.POST:
        form_drafts.forget(delegation=found, actor=actor, member=member, replacing=replacing)
        if member is None:
            return redirect("registration:member_new", code=found.party.slug)
        page = "registration:replace" if replacing else "registration:member"
        return redirect(page, code=found.party.slug, public_id=member.public_id)
    expected_version = concurrency.posted_version(request.POST) or 0
    kept = form_drafts.keep(
        request.POST,
        delegation=found,
        actor=actor,
        member=member,
        expected_version=expected_version,
        replacing=replacing,
    )
    text = form_drafts.words(kept, current_conference()) if kept else ""
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def _member(delegation: Delegation, key: str) -> Delegate | None:
    if not key:
        return None
    try:
        public_id = UUID(key)
    except ValueError as problem:
        raise Http404 from problem
    return get_object_or_404(delegation.members.filter(state__in=LIVE_STATES), public_id=public_id)


@require_safe
def photo_draft(request: HttpRequest, code: str, key: UUID) -> HttpResponseBase:
    actor = actor_of(request)
    found = queries.delegation_for(actor, code, write=True)
    waiting = photo_drafts.find(key, delegation=found, actor=actor)
    if waiting is None:
        raise Http404
    return send_file(waiting.photo)
