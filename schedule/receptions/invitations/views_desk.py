from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import concurrency
from conference.core.access import actor_of, staff
from conference.core.errors import NotPossible
from conference.core.undo import window
from conference.look.lists import in_words
from conference.parties.queries import named
from delegations.registration.delegations import access_log
from delegations.registration.delegations.queries import focal_points_of
from delegations.registration.members.queries import head_of
from schedule.receptions.guest_list import actions as guest_list
from schedule.receptions.guest_list import queries as reminders
from schedule.receptions.invitations import actions, late_answers, queries, undoing
from schedule.receptions.invitations.notices import GUESTS
from schedule.receptions.models import Invitation, InvitationState, Reception


@staff("receptions.see")
@require_safe
def receptions(request: HttpRequest) -> HttpResponse:
    may_invite = actor_of(request).may("receptions.invite")
    context = {"receptions": queries.receptions(), "may_invite": may_invite}
    return render(request, "desk/receptions/invitations/list.html", context)


@staff("receptions.see")
@require_safe
def reception(request: HttpRequest, code: str) -> HttpResponse:
    reception = get_object_or_404(Reception.objects.select_related("room"), code=code)
    state = request.GET.get("state", "")
    state = state if state in InvitationState else ""
    everybody = queries.guests(reception)
    guests = [invitation for invitation in everybody if not state or invitation.state == state]
    access_log.persons(request, reception, len(guests), GUESTS)
    actor = actor_of(request)
    may_invite = actor.may("receptions.invite")
    heads = list(named(queries.heads_to_invite(reception), "delegation__party"))
    context = {
        "reception": reception,
        "state": state,
        "states": InvitationState.choices,
        "guests": guests,
        "free": reception.free,
        "waiting": sum(invitation.persons for invitation in everybody if invitation.state == "waiting"),
        "not_invited": len(heads),
        "nobody_yet": not everybody,
        "heads_named": in_words(head.delegation.party.short for head in heads),
        "may_invite": may_invite,
        "offers": undoing.offers(actor, reception) if may_invite else [],
        **(_reminders(everybody) if may_invite else {}),
    }
    return render(request, "desk/receptions/invitations/reception.html", context)


def _reminders(everybody: list[Invitation]) -> dict[str, Any]:
    to_remind, reminded = reminders.not_reminded(everybody), reminders.just_reminded(everybody)
    return {
        "to_remind": len(to_remind),
        "to_remind_named": in_words(invitation.delegation.party.short for invitation in to_remind),
        "reminded": len(reminded),
        "reminded_named": in_words(invitation.delegation.party.short for invitation in reminded),
    }


@staff("receptions.invite")
@require_POST
def invite(request: HttpRequest, code: str) -> HttpResponse:
    reception = get_object_or_404(Reception, code=code)
    count = guest_list.invite(actor=actor_of(request), reception=reception)
    messages.success(request, ngettext("%(n)d head invited.", "%(n)d heads invited.", count) % {"n": count})
    return redirect("receptions:reception", code)


@staff("receptions.invite")
@require_POST
def substitute(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    invitation = get_object_or_404(queries.all_invitations(), reception__code=code, public_id=public_id)
    approve = request.POST.get("word") == "yes"
    actions.decide_substitute(
        actor=actor_of(request), invitation=invitation, approve=approve, expected_version=_seen(request, invitation)
    )
    messages.success(request, _("Saved. The delegation is informed when the time to undo has passed."))
    return _listed(request, code)


@staff("receptions.invite")
@require_POST
def late(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Take or decline, for the host, an answer that came after the deadline."""
    invitation = get_object_or_404(queries.all_invitations(), reception__code=code, public_id=public_id)
    take = request.POST.get("word") == "yes"
    late_answers.decide_late(
        actor=actor_of(request), invitation=invitation, accept=take, expected_version=_seen(request, invitation)
    )
    messages.success(request, _("Saved. The delegation is informed when the time to undo has passed."))
    return _listed(request, code)


@staff("receptions.invite")
@require_POST
def undo(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Undo the last word for the host, or the last new link, of whoever took it."""
    invitation = get_object_or_404(queries.all_invitations(), reception__code=code, public_id=public_id)
    access_log.person(request, invitation.guest, GUESTS)  # whose name a refusal gives too
    row = undoing.undo_step(actor=actor_of(request), invitation=invitation, expected_version=_seen(request, invitation))
    if row.late_answer:
        message = _("Undone: the late answer of %(guest)s awaits the host’s decision again. No e-mail is sent.")
        messages.success(request, message % {"guest": row.guest})
    elif row.state == "substitute":
        message = _("Undone: %(who)s awaits the host’s decision again. No e-mail is sent.")
        messages.success(request, message % {"who": row.substitute_name})
    else:
        message = _("Undone: the earlier link of %(guest)s is valid again. No e-mail is sent.")
        messages.success(request, message % {"guest": row.guest})
    return redirect("receptions:reception", code)


@staff("receptions.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def anew(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Say what a new link ends and who is told, then send it."""
    invitation = get_object_or_404(queries.all_invitations(), reception__code=code, public_id=public_id)
    if request.method != "POST":
        return _ask_anew(request, invitation)
    same = head_of(invitation.delegation) == invitation.guest
    row = actions.invite_anew(
        actor=actor_of(request), invitation=invitation, expected_version=_seen(request, invitation)
    )
    if same:
        message = _(
            "The earlier link of %(guest)s has ended. The e-mail with the new link is sent when this can no longer be undone."
        )
    else:
        message = _("A new invitation goes to %(guest)s.")
    messages.success(request, message % {"guest": row.guest})
    return redirect("receptions:reception", code)


def _ask_anew(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    head = head_of(invitation.delegation)
    if head is None:
        raise NotPossible(_("%(party)s has no head of delegation now.") % {"party": invitation.delegation})
    access_log.person(request, head, GUESTS)
    context = {
        "invitation": invitation,
        "reception": invitation.reception,
        "head": head,
        "same": head.pk == invitation.guest_id,
        "focal_points": in_words(
            focal_point.name or focal_point.email for focal_point in focal_points_of(invitation.delegation)
        ),
        "undoable": bool(window()),
    }
    return render(request, "desk/receptions/invitations/anew.html", context)


def _listed(request: HttpRequest, code: str) -> HttpResponse:
    """Show the list again as it was filtered, for the next of those who wait."""
    state = request.GET.get("state", "")
    return redirect(
        reverse("receptions:reception", args=[code]) + (f"?state={state}" if state in InvitationState else "")
    )


def _seen(request: HttpRequest, invitation: Invitation) -> int:
    """Return the form's version; no number counts as outdated."""
    expected_version = concurrency.posted_version(request.POST)
    return invitation.version + 1 if expected_version is None else expected_version
