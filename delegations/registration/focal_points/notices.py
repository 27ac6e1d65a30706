from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core.undo import mails_wait
from conference.correspondence.letters.registry import Notice, register
from conference.correspondence.models import Message
from conference.correspondence.outbox.actions import Recipient, queue, still_waiting, withdraw
from delegations.registration.delegations import notice_samples as samples
from delegations.registration.delegations import notices, queries
from delegations.registration.delegations.notices import deadlines_context, declare, write
from delegations.registration.models import AccessRequest, FocalPoint, FocalPointInvitation

sentences.register(
    {"access.reopened": gettext_lazy("%(who)s undid the answer to the request for an invitation of %(what)s")}
)
INVITATION = declare(
    "invitation",
    gettext_lazy("Invitation of a focal point"),
    ["expires", "deadlines", "zone", "inviter", "instead_of"],
    sealed=["url"],
)


APPOINTED = declare("appointed", gettext_lazy("You are now a focal point"), ["deadlines", "zone"])


def invited(invitation: FocalPointInvitation, secret: str, *, can_be_undone: bool) -> None:
    """Write the invitation with its link, which the outbox stores encrypted and deletes after sending. It waits while it can be undone."""
    delegation = invitation.delegation
    link = settings.PUBLIC_URL + reverse("registration:invitation", kwargs={"secret": secret})
    by, former = invitation.invited_by, invitation.takes_over
    common = deadlines_context(delegation) | {
        "expires": invitation.expires_at.isoformat(),
        "url": link,
        "inviter": str(by) if by else "",
        "instead_of": str(former) if former else "",
    }
    to = [Recipient(invitation.email, invitation.name, invitation.language)]
    after = mails_wait() if can_be_undone else timedelta()
    write(INVITATION, delegation, invitation, lambda: {**common, "sent_to": invitation.email}, to=to, after=after)


def withdraw_invited(invitations: Iterable[FocalPointInvitation]) -> set[int]:
    """Cancel the mails of these invitations of one delegation that wait still. Return the keys of those."""
    rows = {str(row.pk): row for row in invitations}
    waiting = still_waiting((INVITATION,), {row.scope for row in rows.values()})
    own = [message for message in waiting if message.subject_id in rows]
    withdraw(own)
    return {rows[message.subject_id].pk for message in own}


def appointed(focal_point: FocalPoint) -> None:
    to = [Recipient.for_user(focal_point.user)]
    write(APPOINTED, focal_point.delegation, focal_point, lambda: deadlines_context(focal_point.delegation), to=to)


AT = "2025-10-10T07:00:00+00:00"


def _notice(name: str, title: Any, sample: dict[str, Any]) -> Notice:
    """Declare a letter about a delegation: its templates may name what all of those may."""
    return _declare(name, title, {**samples.COMMON, **sample}, notices.COMMON | frozenset(sample))


def _declare(name: str, title: Any, sample: dict[str, Any], variables: frozenset[str]) -> Notice:
    return register(
        Notice(
            kind=f"registration.{name}",
            title=title,
            template=f"mail/registration/{name}",
            variables=variables,
            sample=lambda: sample,
        )
    )


JOINED = _notice(
    "joined",
    gettext_lazy("An additional focal point"),
    {"name": "Mr. Otieno Baraka", "email": "o.baraka@mission.example", "instead_of": "Ms. Achieng Wambui", "at": AT},
)


ENDED = _notice(
    "ended",
    gettext_lazy("A focal point left"),
    {"name": "Ms. Achieng Wambui", "successor": "Mr. Otieno Baraka", "own": False, "at": AT},
)


def joined(point: FocalPoint, former: FocalPoint | None = None) -> None:
    """Write to the other focal points who has joined them, and in whose place."""
    others = [one for one in queries.focal_points_of(point.delegation) if one.user_id != point.user_id]
    own = {
        "name": str(point.user),
        "email": point.user.email,
        "instead_of": str(former.user) if former else "",
        "at": point.since.isoformat(),
    }
    notices.write(JOINED, point.delegation, point, lambda: own, to=others)


def ended(point: FocalPoint) -> None:
    """Write to the person who no longer acts, and to those who do."""
    own = _ended(point)
    notices.write(ENDED, point.delegation, point, lambda: own)
    _tell(point, own)


def handed_over(point: FocalPoint, successor: FocalPoint) -> None:
    """Write to the person who handed over; the others are told that the successor joined."""
    _tell(point, {**_ended(point), "successor": str(successor.user)})


def _ended(point: FocalPoint) -> dict[str, Any]:
    at = point.until or point.since
    return {"name": str(point.user), "successor": "", "own": False, "at": at.isoformat()}


def _tell(point: FocalPoint, own: dict[str, Any]) -> None:
    # No button: the page is no longer theirs.
    mine = {**own, "own": True, "url": "", "sent_to": point.user.email}
    notices.write(ENDED, point.delegation, point, lambda: mine, to=[Recipient.for_user(point.user)])


# To those who ask for an invitation. The first has nothing that a stranger typed: it may go to anybody's address.
SAMPLE = {"at": "2025-10-08T03:04:31+00:00", "sent_to": "somebody@mission.example"}
OF_DECLINED = {**SAMPLE, "party": "Kenya", "reason": "Kenya’s Permanent Mission in Geneva names its focal points."}
RECEIVED = _declare("access_received", gettext_lazy("Request for an invitation received"), SAMPLE, frozenset(SAMPLE))
DECLINED = _declare(
    "access_declined", gettext_lazy("Request for an invitation declined"), OF_DECLINED, frozenset(OF_DECLINED)
)


def access_received(request: AccessRequest) -> None:
    """Confirm the request, in the same words for everybody."""
    to = Recipient(request.email, "", request.language)
    context = {"at": request.asked_at.isoformat(), "sent_to": request.email}
    queue(RECEIVED, subject=request, to=[to], context=context)


def access_declined(request: AccessRequest) -> None:
    to = Recipient(request.email, request.name, request.language)
    context = {
        "at": request.asked_at.isoformat(),
        "sent_to": request.email,
        "party": request.party_words,
        "reason": request.reason,
    }
    # An answer that was undone may be given again: a message of its own.
    version = Message.objects.filter(kind=DECLINED.kind, subject_id=str(request.pk)).count()
    queue(DECLINED, subject=request, to=[to], context=context, version=version, after=mails_wait())


def withdraw_declined(request: AccessRequest) -> bool:
    """Cancel the refusal where it waits still. Return whether one did."""
    own = [message for message in still_waiting((DECLINED,), ("",)) if message.subject_id == str(request.pk)]
    withdraw(own)
    return bool(own)
