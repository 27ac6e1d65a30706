"""Invitations of focal points, and their appointment. Every change is made under the delegation's lock."""

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core import clock, concurrency, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible, UserError
from conference.core.links import hash_of, new_secret
from conference.parties.models import Party
from conference.parties.spellings import Spellings
from delegations.registration.delegations import places, queries
from delegations.registration.focal_points import notices
from delegations.registration.models import AccessRequest, Delegation, FocalPoint, FocalPointInvitation

VALID_DAYS = 21
MOST_OPEN = 10  # invitations of one delegation at a time
MOST_A_DAY = 20  # invitations that the focal points of one delegation may send
DAY = timedelta(days=1)


class InvitationOver(UserError):
    """The invitation cannot be taken up. `why` is `unknown`, `used`, `expired` or `withdrawn`."""

    status = 410

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(_("This invitation can no longer be accepted."))


class InvitedAlready(UserError):
    """The address has an open invitation of this delegation, `earlier`, whose link a new one ends. The actor is asked first."""

    def __init__(self, earlier: FocalPointInvitation) -> None:
        self.earlier = earlier
        super().__init__(_("%(email)s has an open invitation already.") % {"email": earlier.email})


class SignInFirst(UserError):
    """The invited address has an account. Only its owner, signed in, may take the invitation up."""


def get_invitation(secret: str) -> FocalPointInvitation:
    """Return the invitation of this secret, without using it up. Raises InvitationOver."""
    invitation = FocalPointInvitation.objects.filter(secret_hash=hash_of(secret)).first()
    if invitation is None:
        raise InvitationOver("unknown")
    _check_open(invitation)
    if invitation.expires_at <= clock.now():
        raise InvitationOver("expired")
    return invitation


def _check_open(invitation: FocalPointInvitation) -> None:
    if invitation.used_at or invitation.withdrawn_at:
        raise InvitationOver("used" if invitation.used_at else "withdrawn")


def lock_delegation_for(actor: Actor, delegation: Delegation) -> Delegation:
    """Lock a delegation whose focal points `actor` may change: one of these, or staff who may invite. Raises NotFound for others.

    The right is checked under the lock, so that somebody just withdrawn can do nothing more.
    """
    delegation = places.lock_places(delegation)
    if not actor.may("registration.invite"):
        queries.delegation_for(actor, delegation.party.code, write=True)
    return delegation


@lifecycle.use_case
def invite(
    *,
    actor: Actor,
    party: Party,
    email: str,
    name: str = "",
    language: str = "en",
    replaces: int | None = None,
    can_be_undone: bool = True,
) -> FocalPointInvitation:
    """Invite somebody to act for the delegation of `party`, which is created if there is none. The link is stored nowhere.

    Args:
        replaces: The key of the open invitation to the same address that the actor agreed to end.
        can_be_undone: False to send the mail at once.

    Raises:
        InvitedAlready: When there is another open invitation to the address than `replaces`.
        NotPossible: When the person acts for this delegation already or too many invitations are open.
    """
    require_right(actor, "registration.invite")
    delegation = places.lock_places(Delegation.objects.get_or_create(party=party)[0])
    return create_invitation(
        delegation,
        actor=actor,
        email=email,
        name=name,
        language=language,
        replaces=replaces,
        can_be_undone=can_be_undone,
    )


@lifecycle.use_case
def invite_colleague(
    *,
    actor: Actor,
    delegation: Delegation,
    email: str,
    name: str = "",
    language: str = "en",
    takes_over: FocalPoint | None = None,
    replaces: int | None = None,
) -> FocalPointInvitation:
    """Invite somebody to act for this delegation alongside the focal points, or in the place of `takes_over`.

    Focal points hand over their own work, the organisers anybody's; it ends when the successor takes the invitation up. Raises as `invite`,
    and NotPossible also for too many invitations of one day, and for somebody who is handing over already.
    """
    delegation = lock_delegation_for(actor, delegation)
    by_desk = actor.may("registration.invite")
    if takes_over is not None:
        _check_may_hand_over(delegation, takes_over, actor, by_desk)
    if not by_desk:
        count = delegation.invitations.filter(sent_at__gt=clock.now() - DAY, invited_by__isnull=False).count()
        if count >= MOST_A_DAY:
            message = _(
                "%(count)s invitations were sent within one day, which is the limit. Try again tomorrow, "
                "or write to the secretariat."
            )
            raise NotPossible(message % {"count": count})
    return create_invitation(
        delegation,
        actor=actor,
        email=email,
        name=name,
        language=language,
        invited_by=None if by_desk else actor.user_id,
        takes_over=takes_over,
        replaces=replaces,
    )


def _check_may_hand_over(delegation: Delegation, point: FocalPoint, actor: Actor, by_desk: bool) -> None:
    current = delegation.focal_points.filter(pk=point.pk, until__isnull=True).first()
    if current is None or not (by_desk or current.user_id == actor.user_id):
        raise NotPossible(_("Only a current focal point can hand over, and only their own function."))
    unused = delegation.invitations.filter(used_at__isnull=True, withdrawn_at__isnull=True)
    if earlier := unused.filter(expires_at__gt=clock.now(), takes_over=current).first():
        message = _("%(who)s is already handing over to %(other)s. Withdraw that invitation first.")
        raise NotPossible(message % {"who": current, "other": earlier})


def create_invitation(
    delegation: Delegation,
    *,
    actor: Actor,
    email: str,
    name: str,
    language: str,
    invited_by: int | None = None,
    takes_over: FocalPoint | None = None,
    replaces: int | None = None,
    can_be_undone: bool = True,
) -> FocalPointInvitation:
    """Create an invitation for a locked delegation, after the caller has checked the right. Arguments and errors as for `invite`.

    Args:
        invited_by: The key of the focal point who invites; None for the secretariat.
        takes_over: The focal point whose work ends when the invitation is taken up.
    """
    now, address = clock.now(), User.objects.normalize_email(email).lower()
    earlier = _withdraw_earlier(delegation, address, now, replaces)
    secret, hashed = new_secret()
    invitation = FocalPointInvitation.objects.create(
        delegation=delegation,
        email=address,
        name=name,
        language=language,
        secret_hash=hashed,
        sent_at=now,
        expires_at=now + timedelta(days=VALID_DAYS),
        invited_by_id=invited_by,
        takes_over=takes_over,
    )
    _replace(delegation, earlier, invitation)
    if delegation.invited_at is None:
        delegation.invited_at = now
        delegation.save(update_fields=["invited_at"])
    verb = "focal_point.handing_over" if takes_over else "focal_point.invited"
    lifecycle.log(invitation, actor=actor, verb=verb, details={"invitation": invitation.pk})
    notices.send_invitation(invitation, secret, can_be_undone=can_be_undone)
    return invitation


def _withdraw_earlier(
    delegation: Delegation, address: str, now: datetime, replaces: int | None
) -> list[FocalPointInvitation]:
    """Withdraw the invitations to this address, and return them. Raises the errors of `create_invitation`."""
    if delegation.focal_points.filter(user__email=address, until__isnull=True).exists():
        message = _("%(email)s is already a focal point of %(party)s.")
        raise NotPossible(message % {"email": address, "party": delegation.party.short})
    unused = delegation.invitations.filter(used_at__isnull=True, withdrawn_at__isnull=True)
    earlier = list(unused.filter(email=address).order_by("pk"))
    for invitation in earlier:
        if invitation.expires_at > now and invitation.pk != replaces:
            raise InvitedAlready(invitation)
    unused.filter(email=address).update(withdrawn_at=now)
    if unused.filter(expires_at__gt=now).count() >= MOST_OPEN:
        raise NotPossible(too_many_open())
    return earlier


def too_many_open() -> str:
    return _(
        "There are already %(most)s open invitations. Withdraw one that is no longer needed, then invite again."
    ) % {"most": MOST_OPEN}


def _replace(delegation: Delegation, earlier: list[FocalPointInvitation], new: FocalPointInvitation) -> None:
    """Store which invitations an undo of `new` makes valid again.

    An earlier invitation whose mail still waits is never sent. An undo does not restore it, but the ones that it had replaced.
    """
    unsent = notices.withdraw_invitations(earlier)
    sent = [invitation.pk for invitation in earlier if invitation.pk not in unsent]
    delegation.invitations.filter(pk__in=sent).update(replaced_by=new)
    delegation.invitations.filter(replaced_by__in=unsent).update(replaced_by=new)
    AccessRequest.objects.filter(invitation__in=unsent).update(invitation=new)


@lifecycle.use_case
def withdraw_invitation(*, actor: Actor, invitation: FocalPointInvitation) -> None:
    """Make an open invitation's link useless. Raises NotFound for another's, InvitationOver when it is used or withdrawn already."""
    delegation = lock_delegation_for(actor, invitation.delegation)
    _withdraw(delegation.invitations.get(pk=invitation.pk), actor, only_unsent=False)


@lifecycle.use_case
def undo_invitation(*, actor: Actor, invitation: FocalPointInvitation) -> None:
    """Undo an invitation before its mail is sent. The link it replaced becomes valid again, and the access request is reopened.

    Raises NotFound for another's, InvitationOver when it is used or withdrawn already, NotPossible when its mail was sent.
    """
    delegation = lock_delegation_for(actor, invitation.delegation)
    invitation = delegation.invitations.get(pk=invitation.pk)
    _withdraw(invitation, actor, only_unsent=True)
    invitation.replaced.update(withdrawn_at=None, replaced_by=None)
    if delegation.invited_at == invitation.sent_at:
        delegation.invited_at = None
        delegation.save(update_fields=["invited_at"])
    for request in AccessRequest.objects.select_for_update(of=("self",)).filter(invitation=invitation, granted=True):
        _reopen(request, actor)


def _withdraw(invitation: FocalPointInvitation, actor: Actor, *, only_unsent: bool) -> None:
    _check_open(invitation)
    if not notices.withdraw_invitations([invitation]) and only_unsent:
        raise NotPossible(_("The e-mail with the link has already been sent. Nothing was changed."))
    invitation.withdrawn_at = clock.now()
    invitation.save(update_fields=["withdrawn_at"])
    details = {"invitation": invitation.pk}
    lifecycle.log(invitation, actor=actor, verb="focal_point.invitation_withdrawn", details=details)


@lifecycle.use_case
def undo_answer(*, actor: Actor, request: AccessRequest) -> AccessRequest:
    """Undo an answer of just now, also a colleague's: its mail is not sent, and the request waits again. Raises NotPossible too late."""
    require_right(actor, "registration.invite")
    request = AccessRequest.objects.select_related("invitation").get(pk=request.pk)
    if request.granted and request.invitation is not None:
        undo_invitation(actor=actor, invitation=request.invitation)
        request.refresh_from_db()
        return request
    request = AccessRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not request.is_undoable:
        raise NotPossible(_("%(what)s: there is nothing to undo any more. Nothing was changed.") % {"what": request})
    notices.withdraw_access_declined(request)
    _reopen(request, actor)
    return request


def _reopen(request: AccessRequest, actor: Actor) -> None:
    request.party = Spellings().find(request.party_words)
    request.answered_at = request.answered_by = request.granted = request.invitation = None
    request.reason = ""
    request.save(update_fields=["party", "answered_at", "answered_by", "granted", "invitation", "reason"])
    lifecycle.log(request, actor=actor, verb="access.reopened")


@lifecycle.use_case
def take_up_invitation(*, secret: str, name: str = "", password: str = "", signed_in: User | None = None) -> FocalPoint:
    """Take the invitation up, once: create the account of the invited address, or use that of its signed-in owner.

    `password` is for a new account, checked by the form. Raises SignInFirst when the address has an account and its owner is not signed in.
    """
    delegation = places.lock_places(get_invitation(secret).delegation)
    invitation = get_invitation(secret)  # read again under the lock
    concurrency.enter_alone(User)  # staff, or another delegation's invitation, may open an account of this address
    user = User.objects.filter(email=invitation.email).first()
    if signed_in is not None and signed_in.email != invitation.email:
        message = _("This invitation is for %(email)s, and you are signed in as %(other)s. Sign out first.")
        raise SignInFirst(message % {"email": invitation.email, "other": signed_in.email})
    if user is None:
        # The link came to the mailbox of this address, so the address is verified.
        user = User.objects.create_user(invitation.email, password, name=name, language=invitation.language)
    elif signed_in is None:
        raise _sign_in_first(invitation)
    invitation.used_at = clock.now()
    invitation.save(update_fields=["used_at"])
    focal_point = FocalPoint.objects.get_or_create(
        delegation=delegation, user=user, until=None, defaults={"since": invitation.used_at}
    )[0]
    actor = Actor(user.pk, str(user))
    lifecycle.log(focal_point, actor=actor, verb="focal_point.appointed", details={"invitation": invitation.pk})
    notices.tell_appointed(focal_point)
    former = _end_predecessor(invitation, focal_point, actor)
    notices.tell_others_of_appointment(focal_point, former)
    return focal_point


def _end_predecessor(invitation: FocalPointInvitation, successor: FocalPoint, actor: Actor) -> FocalPoint | None:
    """End the work of the focal point who handed over by this invitation, unless it has ended before. Return that focal point."""
    former = invitation.takes_over
    if former is None or former.until is not None or former.pk == successor.pk:
        return None
    former.until = invitation.used_at
    former.save(update_fields=["until"])
    lifecycle.log(former, actor=actor, verb="focal_point.handed_over", details={"to": successor.pk})
    notices.tell_handed_over(former, successor)
    return former


def _sign_in_first(invitation: FocalPointInvitation) -> SignInFirst:
    message = _("%(email)s already has an account. Sign in with it, then accept the invitation.")
    return SignInFirst(message % {"email": invitation.email})
