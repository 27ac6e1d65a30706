from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from conference.core import parsing
from conference.core.access import actor_of
from conference.files.responses import send_file
from conference.models import current_conference
from delegations.registration.delegations import queries
from delegations.registration.drafts import form_drafts, photo_drafts
from delegations.registration.models import LIVE_STATES, Delegate, Delegation

PRIVATE_FIELDS = ("date_of_birth", "document_number", "document_expiry")


@sensitive_post_parameters(*PRIVATE_FIELDS)
@require_POST
# no action: keeps what is typed
def keep_draft(request: HttpRequest, code: str) -> HttpResponse:
    """Store the fields as typed, valid or not, and say since when; `discard` deletes them."""
    actor = actor_of(request)
    delegation = queries.delegation_for(actor, code, write=True)
    member = _get_member(delegation, request.POST.get("member", ""))
    replacing = member is not None and "replacing" in request.POST
    if "discard" in request.POST:
        form_drafts.discard(form_drafts.drafts_of(delegation, actor, member, replacing=replacing))
        if member is None:
            return redirect("registration:member_new", code=delegation.party.slug)
        page = "registration:replace" if replacing else "registration:member"
        return redirect(page, code=delegation.party.slug, public_id=member.public_id)
    draft = form_drafts.save_draft(request.POST, delegation=delegation, actor=actor, member=member, replacing=replacing)
    message = form_drafts.saved_message(draft, current_conference()) if draft else ""
    return HttpResponse(message, content_type="text/plain; charset=utf-8")


def _get_member(delegation: Delegation, key: str) -> Delegate | None:
    if not key:
        return None
    members = delegation.members.filter(state__in=LIVE_STATES)
    return get_object_or_404(members, public_id=parsing.public_id(key))


@require_safe
def photo_draft(request: HttpRequest, code: str, key: UUID) -> HttpResponseBase:
    actor = actor_of(request)
    delegation = queries.delegation_for(actor, code, write=True)
    draft = photo_drafts.find_photo(key, delegation=delegation, actor=actor)
    if draft is None:
        raise Http404
    return send_file(draft.photo)
