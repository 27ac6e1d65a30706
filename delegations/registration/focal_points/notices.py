from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core.undo import mails_wait
from conference.correspondence.letters.registry import Notice, register_notice
from conference.correspondence.models import Message
from conference.correspondence.outbox.actions import (
    Recipient,
    lock_undoable_messages,
    queue_messages,
    withdraw_messages,
)
from delegations.registration.delegations import notice_samples as samples
from delegations.registration.delegations.notices import (
    confirmation_due,
    deadlines_context,
    declare_notice,
    write_to_focal_points,
)
from delegations.registration.delegations.queries import focal_points_of
from delegations.registration.models import AccessRequest, FocalPoint, FocalPointInvitation

sentences.register_sentences(
    {"access.reopened": gettext_lazy("%(who)s undid the answer to the request for an invitation of %(what)s")}
)
INVITATION = declare_notice(
    "invitation",
    gettext_lazy("Invitation of a focal point"),
    ["due", "expires", "deadlines", "zone", "inviter", "instead_of"],
    sealed=["url"],
)
APPOINTED = declare_notice("appointed", gettext_lazy("You are now a focal point"), ["deadlines", "zone"])


def send_invitation(invitation: FocalPointInvitation, secret: str, *, can_be_undone: bool) -> None:
    """Write the invitation with its link, which the outbox stores encrypted and deletes after sending. It waits while it can be undone."""
    link = settings.PUBLIC_URL + reverse("registration:invitation", kwargs={"secret": secret})
    context = deadlines_context(invitation.delegation) | {
        "due": confirmation_due(invitation.expires_at),
        "expires": invitation.expires_at.isoformat(),
        "url": link,
        "inviter": str(invitation.invited_by or ""),
        "instead_of": str(invitation.takes_over or ""),
        "sent_to": invitation.email,
    }
    to = [Recipient(invitation.email, invitation.name, invitation.language)]
    after = mails_wait() if can_be_undone else timedelta()
    write_to_focal_points(INVITATION, invitation.delegation, invitation, lambda: context, to=to, after=after)


def withdraw_invitations(invitations: Iterable[FocalPointInvitation]) -> set[int]:
    """Cancel the mails of these invitations of one delegation that still wait. Return the keys of their invitations."""
    by_key = {str(invitation.pk): invitation for invitation in invitations}
    waiting = lock_undoable_messages((INVITATION,), {invitation.scope for invitation in by_key.values()})
    mails = [mail for mail in waiting if mail.subject_id in by_key]
    withdraw_messages(mails)
    return {by_key[mail.subject_id].pk for mail in mails}


def tell_appointed(focal_point: FocalPoint) -> None:
    to = [Recipient.for_user(focal_point.user)]
    write_to_focal_points(
        APPOINTED, focal_point.delegation, focal_point, lambda: deadlines_context(focal_point.delegation), to=to
    )


def _declare(name: str, title: Any, sample: dict[str, Any]) -> Notice:
    """Register a notice whose variables are those of its sample."""
    return register_notice(
        Notice(
            kind=f"registration.{name}",
            title=title,
            template=f"mail/registration/{name}",
            variables=frozenset(sample),
            sample=lambda: sample,
        )
    )


OLD, NEW = "Ms. Achieng Wambui", "Mr. Otieno Baraka"
OF_CHANGE = {**samples.COMMON, "at": "2025-10-10T07:00:00+00:00"}
JOINED = _declare(
    "joined",
    gettext_lazy("An additional focal point"),
    {**OF_CHANGE, "name": NEW, "email": "o.baraka@mission.example", "instead_of": OLD},
)
ENDED = _declare(
    "ended", gettext_lazy("A focal point left"), {**OF_CHANGE, "name": OLD, "successor": NEW, "own": False}
)


def tell_others_of_appointment(point: FocalPoint, former: FocalPoint | None = None) -> None:
    """Write to the other focal points who has joined them, and in whose place."""
    others = [recipient for recipient in focal_points_of(point.delegation) if recipient.user_id != point.user_id]
    own = {
        "name": str(point.user),
        "email": point.user.email,
        "instead_of": str(former.user) if former else "",
        "at": point.since.isoformat(),
    }
    write_to_focal_points(JOINED, point.delegation, point, lambda: own, to=others)


def tell_ended(point: FocalPoint) -> None:
    """Write to a former focal point, and to the present ones."""
    write_to_focal_points(ENDED, point.delegation, point, lambda: _ended(point))
    _tell_former(point, _ended(point))


def tell_handed_over(point: FocalPoint, successor: FocalPoint) -> None:
    """Write to the focal point who handed over. The others learn of it by `tell_others_of_appointment`."""
    _tell_former(point, {**_ended(point), "successor": str(successor.user)})


def _ended(point: FocalPoint) -> dict[str, Any]:
    at = point.until or point.since
    return {"name": str(point.user), "successor": "", "own": False, "at": at.isoformat()}


def _tell_former(point: FocalPoint, context: dict[str, Any]) -> None:
    # Without a `url` the mail has no button, since the page can no longer be opened.
    own = {**context, "own": True, "url": "", "sent_to": point.user.email}
    write_to_focal_points(ENDED, point.delegation, point, lambda: own, to=[Recipient.for_user(point.user)])


# To those who ask for an invitation. The first has nothing that a stranger typed, since it may go to anybody's address.
SAMPLE = {"at": "2025-10-08T03:04:31+00:00", "sent_to": "somebody@mission.example"}
RECEIVED = _declare("access_received", gettext_lazy("Request for an invitation received"), SAMPLE)
DECLINED = _declare(
    "access_declined",
    gettext_lazy("Request for an invitation declined"),
    {**SAMPLE, "party": "Kenya", "reason": "Kenya’s Permanent Mission in Geneva names its focal points."},
)


def confirm_access_request(request: AccessRequest) -> None:
    """Confirm the request, with the same text for everybody."""
    to = Recipient(request.email, "", request.language)
    context = {"at": request.asked_at.isoformat(), "sent_to": request.email}
    queue_messages(RECEIVED, subject=request, to=[to], context=context)


def tell_access_declined(request: AccessRequest) -> None:
    to = Recipient(request.email, request.name, request.language)
    context = {
        "at": request.asked_at.isoformat(),
        "sent_to": request.email,
        "party": request.party_words,
        "reason": request.reason,
    }
    # An answer that was undone and given again is a further message.
    version = Message.objects.filter(kind=DECLINED.kind, subject_id=str(request.pk)).count()
    queue_messages(DECLINED, subject=request, to=[to], context=context, version=version, after=mails_wait())


def withdraw_access_declined(request: AccessRequest) -> None:
    """Cancel the refusal if it still waits."""
    withdraw_messages(mail for mail in lock_undoable_messages((DECLINED,), ("",)) if mail.subject_id == str(request.pk))
