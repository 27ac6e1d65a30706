from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conference.core import undo
from conference.core.access import actor_of, staff
from conference.look.lists import sentences
from delegations.registration.delegations import queries
from delegations.registration.models import Delegation
from delegations.registration.notes import actions


@staff("registration.take_note")
@require_POST
def accept_note(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    found = queries.delegation_for(actor, code)
    note = actions.accept_note(actor=actor, note=get_object_or_404(found.notes, pk=pk))
    done = _("Note verbale %(note)s is accepted.") % {"note": note}
    if undo.window():
        done = sentences([done, _("The e-mail is sent when the time to undo has passed.")])
    messages.success(request, done)
    return _to_notes(found)


@staff("registration.take_note")
@require_POST
def undo_acceptance(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Undo an acceptance of just now, of whoever gave it."""
    actor = actor_of(request)
    found = queries.delegation_for(actor, code)
    note = actions.undo_acceptance(actor=actor, note=get_object_or_404(found.notes, pk=pk))
    messages.success(request, _("Undone: note verbale %(note)s waits to be accepted again.") % {"note": note})
    return _to_notes(found)


def _to_notes(found: Delegation) -> HttpResponse:
    """Return to the list in which the note stands: on a page of 80 members it is far from the top."""
    return redirect(reverse("registration:desk_one", args=[found.party.slug]) + "#notes")
