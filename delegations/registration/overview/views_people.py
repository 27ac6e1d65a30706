"""The desk's page of one person."""

from __future__ import annotations

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from conference.core.access import actor_of, staff
from conference.parties.queries import named
from delegations.registration.delegations import access_log
from delegations.registration.models import Delegate
from delegations.registration.overview import person

PAGE = "registration:desk_person"
PRIVATE = ("date_of_birth", "document_number")


@staff("registration.see")
@require_safe
@never_cache
def one(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Show one person: who, state, what the role may do next, and the sections of every topic that it may read."""
    actor = actor_of(request)
    joins = ("delegation__party", "category", "protocol_rank", "replaces", "replaced_by")
    rows = Delegate.objects.select_related(*joins).defer(*PRIVATE)
    found = get_object_or_404(named(rows, "delegation__party"), public_id=public_id)
    access_log.person(request, found, PAGE)
    photo = found.photo and actor.may("accreditation.see") and found.state != "draft"
    context = {
        "person": found,
        "party": found.delegation.party,
        "photo_url": reverse("accreditation:photo", args=[public_id]) if photo else "",
        "who_acts": person.WHO_ACTS.get(found.state, ""),
        "steps": person.steps_for(found, actor),
        "documents": person.documents_for(found, actor),
        "sections": person.sections_for(request, found, aside=False),
        "beside": person.sections_for(request, found, aside=True),
        "may_see_travel": actor.may("registration.see_travel"),
    }
    return render(request, "desk/registration/overview/person.html", context)
