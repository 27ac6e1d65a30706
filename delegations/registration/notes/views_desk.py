from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from conference.core import undo
from conference.core.access import actor_of, staff
from conference.look.lists import join_sentences
from delegations.registration.delegations import queries
from delegations.registration.models import Delegation
from delegations.registration.notes import actions


@staff("registration.take_note")
@require_POST
def accept_note(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    actor = actor_of(request)
    delegation = queries.delegation_for(actor, code)
    note = actions.accept_note(actor=actor, note=get_object_or_404(delegation.notes, pk=pk))
    message = _("Note verbale %(note)s is accepted.") % {"note": note}
    messages.success(request, join_sentences([message, undo.mail_note()]))
    return _redirect_to_notes(delegation)


@staff("registration.take_note")
@require_POST
def undo_acceptance(request: HttpRequest, code: str, pk: int) -> HttpResponse:
    """Undo an acceptance of just now, one's own or a colleague's."""
    actor = actor_of(request)
    delegation = queries.delegation_for(actor, code)
    note = actions.undo_acceptance(actor=actor, note=get_object_or_404(delegation.notes, pk=pk))
    messages.success(request, _("Undone: note verbale %(note)s waits to be accepted again.") % {"note": note})
    return _redirect_to_notes(delegation)


def _redirect_to_notes(delegation: Delegation) -> HttpResponse:
    """Redirect to the list of notes, which is far from the top on a page of 80 members."""
    return redirect(reverse("registration:desk_one", args=[delegation.party.slug]) + "#notes")
