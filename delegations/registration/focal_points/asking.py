"""The page that asks before a second link, and the message after an invitation, for both sides."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from conference.core import parsing, undo
from conference.look.lists import join_sentences
from delegations.registration.models import FocalPointInvitation


def get_replaced(request: HttpRequest) -> int | None:
    """Return the key of the invitation that the sender agreed to end, as the page that asked sends it back."""
    return parsing.number(request.POST.get("replaces"))


def ask_again(request: HttpRequest, side: str, earlier: FocalPointInvitation, back: str) -> HttpResponse:
    """Show what a new link ends, with everything that was typed, to be confirmed."""
    names = [name for name in request.POST if name not in ("csrfmiddlewaretoken", "replaces")]
    context = {
        "earlier": earlier,
        "party": earlier.delegation.party,
        "typed": [(name, value) for name in names for value in request.POST.getlist(name)],
        "undoable": bool(undo.window()),
        "back": back,
    }
    return render(request, f"{side}/registration/focal_points/invitation_again.html", context)


def tell_sent(request: HttpRequest, invitation: FocalPointInvitation) -> None:
    message = _("The invitation goes to %(email)s by e-mail.") % {"email": invitation.email}
    messages.success(request, join_sentences([message, undo.mail_note()]))
