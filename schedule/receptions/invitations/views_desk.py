import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from conference.core import clock, concurrency
from conference.core.access import actor_of, staff
from conference.core.undo import window
from conference.look.lists import in_words
from delegations.registration.delegations import access_log
from schedule.receptions.guest_list import queries as reminders
from schedule.receptions.invitations import actions, late_answers, notices, queries, substitutes, undoing
from schedule.receptions.invitations.notices import GUESTS
from schedule.receptions.invitations.views_public import answer_page
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
    access_log.log_persons(request, reception, len(guests), GUESTS)
    actor = actor_of(request)
    may_invite = actor.may("receptions.invite")
    context = {
        "reception": reception,
        "state": state,
        "states": InvitationState.choices,
        "guests": guests,
        "free": reception.free,
        "waiting": queries.count_waiting(everybody),
        "not_invited": queries.heads_to_invite(reception).count() if may_invite else 0,
        "nobody_yet": not everybody,
        "is_over": clock.now() > reception.begins,
        "may_invite": may_invite,
    }
    if may_invite:
        to_remind, reminded = reminders.not_reminded(everybody), reminders.just_reminded(everybody)
        invited = reminders.just_invited(everybody)
        context |= {
            "offers": undoing.offers(actor, reception),
            "to_remind": len(to_remind),
            "just_invited": in_words(row.person.called for row in invited),
            "invited_at": max((row.sent_at for row in invited), default=None),
            "reminded_at": max((row.reminded_at for row in reminded if row.reminded_at), default=None),
            "to_remind_named": in_words(invitation.party.short for invitation in to_remind),
            "reminded": len(reminded),
            "reminded_named": in_words(invitation.party.short for invitation in reminded),
        }
    return render(request, "desk/receptions/invitations/reception.html", context)


@staff("receptions.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def record_answer(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Let protocol record an answer given by telephone or in writing."""
    invitation = _get_invitation(code, public_id)
    access_log.log_person(request, invitation.person, GUESTS)
    context = {"base": "desk/base.html", "is_recording": True}
    return answer_page(request, invitation, "public/receptions/invitations/answer.html", context, actor_of(request))


@staff("receptions.invite")
@require_POST
def substitute(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    invitation = _get_invitation(code, public_id)
    substitutes.decide_substitute(
        actor=actor_of(request),
        invitation=invitation,
        approve=request.POST.get("word") == "yes",
        expected_version=_expected_version(request, invitation),
    )
    return _redirect_after_word(request, code)


@staff("receptions.invite")
@require_POST
def late(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Record the host's decision on a late answer."""
    invitation = _get_invitation(code, public_id)
    late_answers.decide_late(
        actor=actor_of(request),
        invitation=invitation,
        accept=request.POST.get("word") == "yes",
        expected_version=_expected_version(request, invitation),
    )
    return _redirect_after_word(request, code)


def _redirect_after_word(request: HttpRequest, code: str) -> HttpResponse:
    """Redirect to the list as it was filtered, for the next decision."""
    messages.success(request, _("Saved. The delegation is informed when the time to undo has passed."))
    state = request.GET.get("state", "")
    query = f"?state={state}" if state in InvitationState else ""
    return redirect(reverse("receptions:reception", args=[code]) + query)


@staff("receptions.invite")
@require_POST
def undo(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Undo the host's last decision, or the last new link."""
    invitation = _get_invitation(code, public_id)
    access_log.log_person(request, invitation.person, GUESTS)  # whose name a refusal gives too
    version = _expected_version(request, invitation)
    undone = undoing.undo_step(actor=actor_of(request), invitation=invitation, expected_version=version)
    if undone.late_answer:
        message = _("Undone: the late answer of %(guest)s awaits the host’s decision again. No e-mail is sent.")
    elif undone.state == "substitute":
        message = _("Undone: %(who)s awaits the host’s decision again. No e-mail is sent.")
    else:
        message = _("Undone: the earlier link of %(guest)s is valid again. No e-mail is sent.")
    messages.success(request, message % {"guest": undone.person, "who": undone.substitute_name})
    return redirect("receptions:reception", code)


@staff("receptions.invite")
@require_http_methods(["GET", "HEAD", "POST"])
def anew(request: HttpRequest, code: str, public_id: uuid.UUID) -> HttpResponse:
    """Show what a new link changes and who is told, then send it."""
    invitation = _get_invitation(code, public_id)
    if request.method != "POST":
        return _ask_anew(request, invitation)
    head = actions.require_head(invitation)
    same = head is None or head == invitation.guest
    version = _expected_version(request, invitation)
    invited = actions.invite_anew(actor=actor_of(request), invitation=invitation, expected_version=version)
    if same:
        message = _(
            "The earlier link of %(guest)s has ended. The e-mail with the new link is sent when this can no longer be undone."
        )
    else:
        message = _("A new invitation goes to %(guest)s.")
    messages.success(request, message % {"guest": invited.person})
    return redirect("receptions:reception", code)


def _ask_anew(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    person = actions.require_head(invitation) or invitation.person
    access_log.log_person(request, person, GUESTS)
    readers = notices.readers_of(invitation)
    context = {
        "invitation": invitation,
        "reception": invitation.reception,
        "head": person,
        "same": person == invitation.person,
        "readers": in_words(reader.name or reader.email for reader in readers),
        "undoable": bool(window()),
    }
    return render(request, "desk/receptions/invitations/anew.html", context)


def _get_invitation(code: str, public_id: uuid.UUID) -> Invitation:
    return get_object_or_404(queries.all_invitations(), reception__code=code, public_id=public_id)


def _expected_version(request: HttpRequest, invitation: Invitation) -> int:
    """Return the form's version. A missing number counts as outdated."""
    version = concurrency.posted_version(request.POST)
    return invitation.version + 1 if version is None else version
