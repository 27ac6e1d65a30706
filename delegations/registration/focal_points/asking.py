"""What pages on both sides ask and say of an invitation: before a second link, before a withdrawal, and after it was sent or undone."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from conference.core import parsing, undo
from conference.core.errors import UserError
from delegations.registration.models import FocalPointInvitation


def replaces(request: HttpRequest) -> int | None:
    """Return the invitation that the sender knows to end: the page that asked sends it back."""
    return parsing.number(request.POST.get("replaces"))


def ask_again(request: HttpRequest, template: str, earlier: FocalPointInvitation, back: str) -> HttpResponse:
    """Show what a new link ends, with everything that was typed, to be confirmed."""
    typed = [(name, value) for name in request.POST for value in request.POST.getlist(name)]
    context = {
        "earlier": earlier,
        "party": earlier.delegation.party,
        "typed": [pair for pair in typed if pair[0] not in ("csrfmiddlewaretoken", "replaces")],
        "undoable": bool(undo.window()),
        "back": back,
    }
    return render(request, template, context)


def tell_sent(request: HttpRequest, invitation: FocalPointInvitation) -> None:
    if undo.window():
        words = _("The invitation is sent to %(email)s when the time to undo has passed.")
    else:
        words = _("The invitation goes to %(email)s by e-mail.")
    messages.success(request, words % {"email": invitation.email})


def withdraw(
    request: HttpRequest, invitation: FocalPointInvitation, *, undo: Callable[[], None], end: Callable[[], None]
) -> None:
    """Withdraw the invitation by `end`, or by `undo` where the form says so, and say which."""
    email = {"email": invitation.email}
    try:
        if "undo" in request.POST:
            undo()
            messages.success(request, _("Undone: no e-mail is sent to %(email)s.") % email)
        else:
            end()
            words = _("The invitation to %(email)s is withdrawn; its link no longer works.")
            messages.success(request, words % email)
    except UserError as problem:
        messages.error(request, str(problem))
