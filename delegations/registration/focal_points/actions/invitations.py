"""Invitations of focal points, and their appointment when they take the invitation up.

All changes of who acts for a delegation, or is invited to, are made under the delegation's lock.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conference.accounts.models import User
from conference.core import clock, lifecycle
from conference.core.access import Actor, require
from conference.core.errors import NotPossible, UserError
from conference.core.links import hash_of, new_secret
from conference.parties.models import Party
from delegations.registration.delegations import places, queries
from delegations.registration.focal_points import notices
from delegations.registration.models import Delegation, FocalPoint, FocalPointInvitation

VALID_DAYS = 21
MOST_OPEN = 10  # invitations of one delegation at a time
MOST_A_DAY = 20  # invitations that the focal points of one delegation may send


class InvitationOver(UserError):
    """The invitation can't be taken up (any more). `why` is `unknown`, `used`, `expired` or `withdrawn`."""

    status = 410

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(_("This invitation can no longer be accepted."))


class SignInFirst(UserError):
    """The invited address has an account: only its owner, signed in, may take the invitation up."""


def find(secret: str) -> FocalPointInvitation:
    """Return the invitation of this secret, without using it up. Raises InvitationOver."""
    found = FocalPointInvitation.objects.filter(secret_hash=hash_of(secret)).first()
    if found is None:
        raise InvitationOver("unknown")
    if found.used_at:
        raise InvitationOver("used")
    if found.withdrawn_at:
        raise InvitationOver("withdrawn")
    if found.expires_at <= clock.now():
        raise InvitationOver("expired")
    return found


def held_for(actor: Actor, delegation: Delegation) -> Delegation:
    """Return the delegation, locked, if `actor` may decide who acts for it: a focal point, or staff who may invite.

    The right is checked under the lock, so that somebody just withdrawn can do nothing more. Raises NotFound.
    """
    held = places.hold(delegation)
    if not actor.may("registration.invite"):
        queries.delegation_for(actor, held.party.code, write=True)
    return held


@lifecycle.use_case
def invite(*, actor: Actor, party: Party, email: str, name: str = "", language: str = "en") -> FocalPointInvitation:
    """Invite somebody to act for the delegation of `party`, which is created if there is none.

    An earlier open invitation to the same address is withdrawn. The link goes out by mail and is stored nowhere else.

    Raises:
        NotPossible: When the person acts for this delegation already or too many invitations are open.
    """
    require(actor, "registration.invite")
    delegation = places.hold(Delegation.objects.get_or_create(party=party)[0])
    return issue(delegation, actor=actor, email=email, name=name, language=language)


def issue(
    held: Delegation,
    *,
    actor: Actor,
    email: str,
    name: str,
    language: str,
    invited_by: int | None = None,
    takes_over: FocalPoint | None = None,
) -> FocalPointInvitation:
    """Create an invitation for a locked delegation, after the caller has checked the right.

    Args:
        invited_by: The key of the focal point who invites; None for the secretariat.
        takes_over: The focal point whose work ends when the invitation is taken up.
    """
    now, address = clock.now(), User.objects.normalize_email(email).lower()
    if held.focal_points.filter(user__email=address, until__isnull=True).exists():
        words = _("%(email)s is already a focal point of %(party)s.")
        raise NotPossible(words % {"email": address, "party": held.party.short})
    unused = held.invitations.filter(used_at__isnull=True, withdrawn_at__isnull=True)
    unused.filter(email=address).update(withdrawn_at=now)
    if unused.filter(expires_at__gt=now).count() >= MOST_OPEN:
        words = _(
            "There are already %(most)s open invitations. Withdraw one that is no longer needed, then invite again."
        )
        raise NotPossible(words % {"most": MOST_OPEN})
    secret, hashed = new_secret()
    invitation = FocalPointInvitation.objects.create(
        delegation=held,
        email=address,
        name=name,
        language=language,
        secret_hash=hashed,
        sent_at=now,
        expires_at=now + timedelta(days=VALID_DAYS),
        invited_by_id=invited_by,
        takes_over=takes_over,
    )
    if held.invited_at is None:
        held.invited_at = now
        held.save(update_fields=["invited_at"])
    verb = "focal_point.handing_over" if takes_over else "focal_point.invited"
    lifecycle.log(invitation, actor=actor, verb=verb, details={"invitation": invitation.pk})
    notices.invited(invitation, secret)
    return invitation


@lifecycle.use_case
def withdraw_invitation(*, actor: Actor, invitation: FocalPointInvitation) -> None:
    """Make an open invitation's link useless. Raises NotFound for another's, InvitationOver when it is used or withdrawn already."""
    held = held_for(actor, invitation.delegation)
    row = held.invitations.get(pk=invitation.pk)
    if row.used_at or row.withdrawn_at:
        raise InvitationOver("used" if row.used_at else "withdrawn")
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    lifecycle.log(row, actor=actor, verb="focal_point.invitation_withdrawn", details={"invitation": row.pk})


@lifecycle.use_case
def take_up_invitation(*, secret: str, name: str = "", password: str = "", signed_in: User | None = None) -> FocalPoint:
    """Take the invitation up, once: create the account of the invited address, or use that of its signed-in owner.

    Args:
        password: For a new account, already checked by the form.

    Raises:
        SignInFirst: When the address has an account and its owner is not signed in (its password stays as it is).
    """
    held = places.hold(find(secret).delegation)
    invitation = find(secret)  # read again under the lock
    user = User.objects.filter(email=invitation.email).first()
    if signed_in is not None and signed_in.email != invitation.email:
        words = _("This invitation is for %(email)s, and you are signed in as %(other)s. Sign out first.")
        raise SignInFirst(words % {"email": invitation.email, "other": signed_in.email})
    if user is not None and signed_in is None:
        words = _("%(email)s already has an account. Sign in with it, then accept the invitation.")
        raise SignInFirst(words % {"email": invitation.email})
    if user is None:
        user = _account(invitation, name, password)
    invitation.used_at = now = clock.now()
    invitation.save(update_fields=["used_at"])
    current = {"delegation": held, "user": user, "until": None}
    focal_point = FocalPoint.objects.get_or_create(**current, defaults={"since": now})[0]
    actor = Actor(user.pk, str(user))
    lifecycle.log(focal_point, actor=actor, verb="focal_point.appointed", details={"invitation": invitation.pk})
    notices.appointed(focal_point)
    former = _handed_over(invitation, focal_point, actor, now)
    notices.joined(focal_point, former)
    return focal_point


def _handed_over(
    invitation: FocalPointInvitation, successor: FocalPoint, actor: Actor, now: datetime
) -> FocalPoint | None:
    """End the work of the focal point who handed over by this invitation, unless it has ended meanwhile. Return that focal point."""
    former = invitation.takes_over
    if former is None or former.until is not None or former.pk == successor.pk:
        return None
    former.until = now
    former.save(update_fields=["until"])
    lifecycle.log(former, actor=actor, verb="focal_point.handed_over", details={"to": successor.pk})
    notices.handed_over(former, successor)
    return former


def _account(invitation: FocalPointInvitation, name: str, password: str) -> User:
    try:
        with transaction.atomic():
            # Its address counts as verified: the link came to its mailbox.
            return User.objects.create_user(invitation.email, password, name=name, language=invitation.language)
    except IntegrityError as problem:  # another delegation's invitation to the same address was faster
        words = _("%(email)s already has an account. Sign in with it, then accept the invitation.")
        raise SignInFirst(words % {"email": invitation.email}) from problem
