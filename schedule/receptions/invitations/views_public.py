"""The page of an invitation's link: a card, then the answers. Opening it changes nothing."""

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from conference.core import clock
from conference.core.access import Actor, public
from conference.core.errors import AlreadyDecided, NotFound, UserError
from conference.core.links import opened_by_secret
from conference.files.responses import send_made
from conference.look import states
from conference.printing.badges import qr
from conference.printing.documents import typeset
from conference.web.page_cache import PageCache
from schedule.receptions.arrivals import codes
from schedule.receptions.guest_papers import data
from schedule.receptions.invitations import actions, queries
from schedule.receptions.invitations.calendar_file import calendar_file
from schedule.receptions.invitations.forms import AnswerForm
from schedule.receptions.models import Invitation

# A card takes a processor a while, and whoever has the link may ask for it as often as he likes.
_made_cards = PageCache(most_pages=100, most_bytes=8 * 1024 * 1024)


@public
@opened_by_secret
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, secret: str) -> HttpResponse:
    """Show the card and take the answer. An invalid link gets an explanation."""
    try:
        invitation = queries.by_secret(secret)
    except NotFound:
        return render(request, "public/receptions/invitations/no_invitation.html", status=404)
    return answer_page(request, invitation, "public/receptions/invitations/answer.html", {"base": "public/base.html"})


def answer_page(
    request: HttpRequest, invitation: Invitation, template: str, extra: dict[str, Any], actor: Actor | None = None
) -> HttpResponse:
    """Show an invitation, take its answer, and offer it as card and calendar file. In the portal `actor` answers."""
    if "calendar" in request.GET and invitation.state == "accepted":
        return _calendar(invitation)
    if "card" in request.GET and invitation.is_guest_there:
        return _card(invitation)
    form = AnswerForm(request.POST or None, invitation=invitation)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                expected_version = form.cleaned_data["version"]
                actions.answer_invitation(
                    invitation=invitation,
                    answer=form.answer(),
                    expected_version=expected_version,
                    actor=actor,
                    shown_room=form.cleaned_data["room"],
                )
                return redirect(f"{request.path}?thanks")
            except actions.PlacesTaken as problem:
                form, status = _ask_again(request, invitation, str(problem)), problem.status
            except AlreadyDecided as problem:
                message = _(
                    "This invitation was answered in the meantime: %(state)s. Your answer was not sent; send "
                    "it again if it still applies."
                )
                invitation.refresh_from_db()
                message %= {"state": states.mark_of(invitation.state, "invitation").word}
                form, status = _ask_again(request, invitation, message), problem.status
            except UserError as problem:
                form.add_error(None, str(problem))
                status = problem.status
                invitation.refresh_from_db()
        else:
            status = 422
    context = {"form": form, **_describe(request, invitation), **extra}
    return render(request, template, context, status=status)


def _describe(request: HttpRequest, invitation: Invitation) -> dict[str, Any]:
    """Return what the page says of the invitation: its places, its deadline and the answer so far."""
    now = clock.now()
    has_left, late = not invitation.is_guest_there, now > invitation.answer_by
    closed = late and now > invitation.reception.begins
    open_to_change = request.method == "POST" or "change" in request.GET
    return {
        "invitation": invitation,
        # How many places are there for this invitation, of the two that it may take at most.
        "room": min(actions.room_for(invitation, invitation.reception), 2),
        "has_place": invitation.held_persons > 0,
        "is_written_to": invitation.outside_guest is None or bool(invitation.outside_guest.email),
        "reception": invitation.reception,
        "thanks": "thanks" in request.GET and invitation.state != "sent" and not invitation.late_answer,
        "closed": closed,
        # After the deadline an answer goes to the host, who decides.
        "late": late and not closed,
        # Whoever has answered sees the answer; the form comes when it shall be changed.
        "answered": invitation.state != "sent" and not has_left and (closed or not open_to_change),
        "codes": codes_of(invitation) if invitation.state == "accepted" and not has_left else {},
        "asked_late": bool(invitation.late_answer) and not has_left and not open_to_change,
        "gone": has_left,
    }


def codes_of(invitation: Invitation) -> dict[str, list[str]]:
    """Return the modules of the QR codes of the persons who come."""
    persons = {"guest": False, "companion": True} if invitation.companion_name else {"guest": False}
    return {name: qr.modules(codes.code_of(invitation, companion=companion)) for name, companion in persons.items()}


def _card(invitation: Invitation) -> HttpResponse:
    """Return the card in the reader's language, as a file to print."""
    values = data.cards([invitation])
    key = json.dumps(values)
    made = _made_cards.page(key, lambda: typeset.compile(data.CARD, values, at=clock.now()), "application/pdf")
    return send_made(made.body, name=f"{invitation.reception.code}.pdf", kind="application/pdf")


def _calendar(invitation: Invitation) -> HttpResponse:
    """Return the calendar file under its own name, since the address holds the link's secret."""
    response = HttpResponse(calendar_file(invitation), content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{invitation.reception.code}.ics"'
    return response


def _ask_again(request: HttpRequest, invitation: Invitation, message: str) -> AnswerForm:
    """Return the form of an outdated page as typed, ready to be sent over what has changed since."""
    invitation.refresh_from_db()
    values = request.POST.copy()
    values["version"], values["room"] = str(invitation.version), str(actions.room_for(invitation, invitation.reception))
    form = AnswerForm(values, invitation=invitation)
    form.add_error(None, message)
    return form
