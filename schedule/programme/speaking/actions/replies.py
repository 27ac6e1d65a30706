"""A delegation asks for its right of reply; the podium says when, gives it the floor, or declines with a reason."""

import uuid
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.models import Delegation
from schedule.programme.models import Inscription, SpeakersList
from schedule.programme.speaking import notices, queries
from schedule.programme.speaking.actions.interruptions import next_reply_minutes
from schedule.programme.speaking.flow import lock_list
from schedule.programme.speaking.podium_models import OPEN_REPLIES, ReplyPlace, ReplyRequest

HEARD = ("speaking", "spoken")  # statements that one can reply to


def statements_heard(speakers: SpeakersList, delegation: Delegation) -> list[Inscription]:
    """Return the statements of others that were begun, the newest first. Two queries."""
    statements = queries.inscriptions().filter(list=speakers, state__in=HEARD).exclude(delegation=delegation)
    return list(statements.order_by("-began_at", "-pk"))


def requests_of_delegation(delegation: Delegation, speakers: SpeakersList) -> list[ReplyRequest]:
    """Return the delegation's requests, the newest first. Two queries."""
    return list(_related().filter(delegation=delegation, list=speakers).order_by("-asked_at", "-pk"))


def open_requests(speakers: SpeakersList | None = None) -> QuerySet[ReplyRequest]:
    """Return the requests that wait for the floor, by arrival, of one list or of all."""
    requests = _related().filter(state__in=OPEN_REPLIES)
    return requests.filter(list=speakers) if speakers else requests


def get_request(
    public_id: uuid.UUID, *, delegation: Delegation | None = None, speakers: SpeakersList | None = None
) -> ReplyRequest:
    """Return the request of that id, of the delegation or the list. Raises NotFound, alike for none and one of others."""
    rows = _related().filter(delegation=delegation) if delegation else _related().filter(list=speakers)
    return queries.first_of(rows.filter(public_id=public_id), _("There is no such request, or it is not yours."))


def _related() -> QuerySet[ReplyRequest]:
    parties = ("delegation__party", "about__delegation__party")
    names = [f"{party}__names" for party in parties]
    return ReplyRequest.objects.select_related(*parties, "list").prefetch_related(*names)


@lifecycle.use_case
def ask(*, actor: Actor, delegation: Delegation, about: Inscription, message: str = "") -> ReplyRequest:
    """Ask for the right of reply to a statement.

    Raises NotFound; NotPossible unless the list runs and the statement has begun, for a party that makes no statements, after two replies
    that day, or while a request waits.
    """
    delegation_for(actor, delegation.party.code, write=True)
    locked = lock_list(about.list)
    if locked.state != "running":
        raise NotPossible(_("The right of reply can be asked for while the list is running."))
    if not queries.may_make_statements(delegation.party):
        raise NotPossible(_("Media organizations make no statements and have no right of reply."))
    if about.pk not in {statement.pk for statement in statements_heard(locked, delegation)}:
        raise NotPossible(_("Choose the statement that you reply to."))
    next_reply_minutes(locked, delegation)
    request = ReplyRequest(list=locked, delegation=delegation, about=about, words=message.strip(), asked_at=clock.now())
    try:
        with transaction.atomic():
            lifecycle.create(
                request, actor=actor, verb="reply.asked", details={"list": locked.key, "about": about.scope}
            )
    except IntegrityError as problem:
        raise NotPossible(_("Your delegation has asked already; withdraw that request to change it.")) from problem
    return request


@lifecycle.use_case
def withdraw(*, actor: Actor, request: ReplyRequest, expected_version: int | None = None) -> ReplyRequest:
    """Withdraw the delegation's request. Raises NotFound, AlreadyDecided once it has the floor or was declined."""
    delegation_for(actor, request.delegation.party.code, write=True)
    lock_list(request.list)
    return lifecycle.move(request, "withdrawn", actor=actor, verb="reply.withdrawn", expected_version=expected_version)


@lifecycle.use_case
def place(*, actor: Actor, request: ReplyRequest, place: str, expected_version: int | None = None) -> ReplyRequest:
    """Say when the delegation replies, and write to it. Raises NotAllowed, AlreadyDecided, NotPossible."""
    require_right(actor, "speakers.run")
    locked = lock_list(request.list)
    if place not in ReplyPlace.values:
        raise NotPossible(_("Choose when the delegation replies."))
    values: dict[str, Any] = {"place": place, "details": {"place": place}}
    request = lifecycle.move(
        request, "placed", actor=actor, verb="reply.placed", expected_version=expected_version, **values
    )
    notices.tell_reply_answered(request, minutes=next_reply_minutes(locked, request.delegation))
    return request


@lifecycle.use_case
def decline(*, actor: Actor, request: ReplyRequest, reason: str, expected_version: int | None = None) -> ReplyRequest:
    """Decline the request, and write the reason to the delegation. Raises NotAllowed, AlreadyDecided, NotPossible."""
    require_right(actor, "speakers.run")
    lock_list(request.list)
    if not reason.strip():
        raise NotPossible(_("Give the reason; the delegation reads it."))
    answer = reason.strip()
    request = lifecycle.move(
        request, "declined", actor=actor, verb="reply.declined", expected_version=expected_version, answer=answer
    )
    notices.tell_reply_answered(request)
    return request
