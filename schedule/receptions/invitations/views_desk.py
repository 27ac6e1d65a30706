from __future__ import annotations

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from conference.core import concurrency, undo
from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible
from conference.look.lists import in_words
from conference.parties.queries import named
from delegations.registration.delegations import access_log
from schedule.receptions.invitations import actions, queries
from schedule.receptions.invitations.notices import GUESTS
from schedule.receptions.models import Invitation, InvitationState, Reception


@staff("receptions.see")
@require_safe
def receptions(request: HttpRequest) -> HttpResponse:
    return render(request, "desk/receptions/invitations/list.html", {"receptions": queries.receptions()})


@staff("receptions.see")
@require_safe
def reception(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Reception.objects.select_related("room"), code=code)
    state = request.GET.get("state", "")
    state = state if state in InvitationState else ""
    guests = queries.guests(found, state)
    access_log.persons(request, found, len(guests), GUESTS)
    heads = list(named(queries.heads_to_invite(found), "delegation__party"))
    context = {
        "reception": found,
        "state": state,
        "states": InvitationState.choices,
        "guests": guests,
        "free": found.capacity - found.taken,
        "waiting": queries.waiting_persons(found),
        "not_invited": len(heads),
        "told": in_words(one.delegation.party.short for one in heads),
        "may_invite": actor_of(request).may("receptions.invite"),
        "undo": undo.offered(request, _topic(code)),
    }
    return render(request, "desk/receptions/invitations/reception.html", context)


@staff("receptions.invite")
@require_POST
def invite(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Reception, code=code)
    count = actions.invite(actor=actor_of(request), reception=found)
    messages.success(request, ngettext("%(n)d head invited.", "%(n)d heads invited.", count) % {"n": count})
    return redirect("receptions:reception", code)


@staff("receptions.invite")
@require_POST
def substitute(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    invitation = get_object_or_404(queries.all_invitations(), reception__code=code, public_id=public_id)
    approve = request.POST.get("word") == "yes"
    row = actions.decide_substitute(
        actor=actor_of(request), invitation=invitation, approve=approve, expected_version=_seen(request, invitation)
    )
    step = {"invitation": str(row.public_id), "version": row.version, "name": row.substitute_name}
    undo.offer(request, _topic(code), approved=approve, **step)
    messages.success(request, _("Saved. The delegation is told once this can be undone no more."))
    return redirect("receptions:reception", code)


@staff("receptions.invite")
@require_POST
def undo_substitute(request: HttpRequest, code: str) -> HttpResponse:
    """Undo the last word for the host on this reception."""
    step = undo.offered(request, _topic(code))
    if step is None:
        raise NotPossible(_("There is nothing to undo any more. Nothing was changed."))
    undo.forget(request, _topic(code))
    found = get_object_or_404(queries.all_invitations(), reception__code=code, public_id=step["invitation"])
    actions.undo_substitute(actor=actor_of(request), invitation=found, expected_version=step["version"])
    words = _("Undone: %(who)s waits for the host's word again, and nobody is told.")
    messages.success(request, words % {"who": step["name"]})
    return redirect("receptions:reception", code)


def _topic(code: str) -> str:
    return f"host_{code}"


@staff("receptions.invite")
@require_POST
def anew(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    invitation = get_object_or_404(queries.all_invitations(), reception__code=code, public_id=public_id)
    invitation = actions.invite_anew(
        actor=actor_of(request), invitation=invitation, expected_version=_seen(request, invitation)
    )
    messages.success(request, _("A new invitation goes to %(guest)s.") % {"guest": invitation.guest})
    return redirect("receptions:reception", code)


def _seen(request: HttpRequest, invitation: Invitation) -> int:
    """Return the form's version; no number counts as outdated."""
    seen = concurrency.posted_version(request.POST)
    return invitation.version + 1 if seen is None else seen
