"""A delegation asks for its right of reply; the podium says when, gives it the floor, or declines with a reason."""

from __future__ import annotations

import uuid

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require
from conference.core.errors import NotFound, NotPossible
from delegations.registration.delegations.queries import delegation_for
from delegations.registration.models import Delegation
from schedule.programme.models import OPEN_REPLIES, Inscription, ReplyPlace, ReplyRequest, SpeakersList
from schedule.programme.speaking import notices, queries
from schedule.programme.speaking.actions.interruptions import may_reply_again
from schedule.programme.speaking.flow import hold

HEARD = ("speaking", "spoken")  # statements that one can reply to


def statements_heard(speakers: SpeakersList, delegation: Delegation) -> list[Inscription]:
    """Return the statements of others that were begun, the newest first. Two queries."""
    found = queries.inscriptions().filter(list=speakers, state__in=HEARD).exclude(delegation=delegation)
    return list(found.order_by("-began_at", "-pk"))


def requests_of(delegation: Delegation, speakers: SpeakersList) -> list[ReplyRequest]:
    """Return the delegation's requests, the newest first. Two queries."""
    return list(_related().filter(delegation=delegation, list=speakers).order_by("-asked_at", "-pk"))


def open_requests(speakers: SpeakersList | None = None) -> list[ReplyRequest]:
    """Return the requests that wait for the floor, by arrival, of one list or of all. Two queries."""
    found = _related().filter(state__in=OPEN_REPLIES)
    return list(found.filter(list=speakers) if speakers else found)


def request_of(
    public_id: uuid.UUID | None, *, delegation: Delegation | None = None, speakers: SpeakersList | None = None
) -> ReplyRequest:
    """Return the request of that id, of the delegation or the list. Raises NotFound, alike for none and one of others."""
    rows = _related().filter(delegation=delegation) if delegation else _related().filter(list=speakers)
    found = rows.filter(public_id=public_id).first() if public_id else None
    if found is None:
        raise NotFound(_("There is no such request, or it is not yours."))
    return found


def _related() -> QuerySet[ReplyRequest]:
    parties = ("delegation__party", "about__delegation__party")
    names = [f"{party}__names" for party in parties]
    return ReplyRequest.objects.select_related(*parties, "list").prefetch_related(*names)


@lifecycle.use_case
def ask(*, actor: Actor, delegation: Delegation, about: Inscription, words: str = "") -> ReplyRequest:
    """Ask for the right of reply to a statement.

    Raises:
        NotFound: For others than the delegation.
        NotPossible: Unless the list runs and the statement has begun, after two replies that day, or while another request waits.
    """
    delegation_for(actor, delegation.party.code, write=True)
    held = hold(about.list)
    if held.state != "running":
        raise NotPossible(_("The right of reply can be asked for while the list is running."))
    if about.pk not in {row.pk for row in statements_heard(held, delegation)} or not queries.open_to(delegation.party):
        raise NotPossible(_("Choose the statement that you reply to."))
    may_reply_again(held, delegation)
    row = ReplyRequest(list=held, delegation=delegation, about=about, words=words.strip(), asked_at=clock.now())
    try:
        with transaction.atomic():
            lifecycle.create(row, actor=actor, verb="reply.asked", details={"list": held.key, "about": about.scope})
    except IntegrityError as problem:
        raise NotPossible(_("Your delegation has asked already; withdraw that request to change it.")) from problem
    return row


@lifecycle.use_case
def withdraw(*, actor: Actor, row: ReplyRequest, expected_version: int | None = None) -> ReplyRequest:
    """Withdraw the request for the delegation. Raises NotFound, AlreadyDecided once it has the floor or was declined."""
    delegation_for(actor, row.delegation.party.code, write=True)
    hold(row.list)
    return lifecycle.move(row, "withdrawn", actor=actor, verb="reply.withdrawn", expected_version=expected_version)


@lifecycle.use_case
def place(*, actor: Actor, row: ReplyRequest, place: str, expected_version: int | None = None) -> ReplyRequest:
    """Say when the delegation replies, and write to it. Raises NotAllowed, AlreadyDecided, NotPossible."""
    require(actor, "speakers.run")
    held = hold(row.list)
    if place not in ReplyPlace.values:
        raise NotPossible(_("Choose when the delegation replies."))
    row = lifecycle.move(
        row,
        "placed",
        actor=actor,
        verb="reply.placed",
        expected_version=expected_version,
        details={"place": place},
        place=place,
    )
    notices.reply_answered(row, minutes=may_reply_again(held, row.delegation))
    return row


@lifecycle.use_case
def decline(*, actor: Actor, row: ReplyRequest, words: str, expected_version: int | None = None) -> ReplyRequest:
    """Decline the request, and write the reason to the delegation. Raises NotAllowed, AlreadyDecided, NotPossible."""
    require(actor, "speakers.run")
    hold(row.list)
    if not words.strip():
        raise NotPossible(_("Give the reason; the delegation reads it."))
    row = lifecycle.move(
        row,
        "declined",
        actor=actor,
        verb="reply.declined",
        expected_version=expected_version,
        answer=words.strip(),
    )
    notices.reply_answered(row)
    return row
