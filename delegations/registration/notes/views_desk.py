from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conference.core.access import actor_of, staff
from delegations.registration.delegations import queries
from delegations.registration.notes import actions


@staff("registration.take_note")
@require_POST
def accept_note(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.delegation_for(actor, code)
    note = actions.accept_note(actor=actor, note=get_object_or_404(found.notes, pk=pk))
    messages.success(request, _("Note verbale %(note)s is accepted.") % {"note": note})
    return redirect("registration:desk_one", code=found.party.slug)
