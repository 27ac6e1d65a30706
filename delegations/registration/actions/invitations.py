"""Focal points: invited by the organisers, and appointed when they take the invitation up."""

from __future__ import annotations

from datetime import timedelta

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conference import clock, lifecycle
from conference.access import Actor, require
from conference.accounts.models import User
from conference.errors import NotPossible, UserError
from conference.links import hash_of, new_secret
from conference.parties.models import Party
from delegations.registration import notices
from delegations.registration.models import Delegation, FocalPoint, FocalPointInvitation

VALID_DAYS = 21


class InvitationOver(UserError):
    """The invitation can't be taken up (any more). `why` is `unknown`, `used`, `expired` or `withdrawn`."""

    status = 410

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(_("This invitation cannot be taken up."))


class SignInFirst(UserError):
    """The invited address has an account: only whoever is signed in to it may take the invitation up."""


def find(secret: str, *, lock: bool = False) -> FocalPointInvitation:
    """The invitation that this secret opens. Reading it uses nothing up.

    Arguments: lock, True to hold it until the end of the transaction. Raises InvitationOver, which says why.
    """
    known = FocalPointInvitation.objects.filter(secret_hash=hash_of(secret))
    if lock:
        known = known.select_for_update()
    found = known.first()
    if found is None:
        raise InvitationOver("unknown")
    if found.used_at:
        raise InvitationOver("used")
    if found.withdrawn_at:
        raise InvitationOver("withdrawn")
    if found.expires_at <= clock.now():
        raise InvitationOver("expired")
    return found


@lifecycle.use_case
def invite(*, actor: Actor, party: Party, email: str, name: str = "", language: str = "en") -> FocalPointInvitation:
    """Invites somebody to act for the delegation of `party`, which is made if there is none; an earlier open invitation to the
    same address is withdrawn. The link goes out by mail and is kept nowhere else.

    Raises NotAllowed, NotPossible when the person acts for this delegation already.
    """
    require(actor, "registration.invite")
    now = clock.now()
    delegation = Delegation.objects.get_or_create(party=party)[0]
    delegation = Delegation.objects.select_for_update().get(pk=delegation.pk)
    address = User.objects.normalize_email(email).lower()
    if delegation.focal_points.filter(user__email=address, until__isnull=True).exists():
        words = _("%(email)s is a focal point of %(party)s already.")
        raise NotPossible(words % {"email": address, "party": party.short})
    earlier = delegation.invitations.filter(email=address, used_at__isnull=True, withdrawn_at__isnull=True)
    earlier.update(withdrawn_at=now)
    secret, hashed = new_secret()
    invitation = delegation.invitations.create(
        email=address,
        name=name,
        language=language,
        secret_hash=hashed,
        sent_at=now,
        expires_at=now + timedelta(days=VALID_DAYS),
    )
    if delegation.invited_at is None:
        delegation.invited_at = now
        delegation.save(update_fields=["invited_at"])
    lifecycle.record(delegation, actor=actor, verb="focal_point.invited", details={"invitation": invitation.pk})
    notices.invited(invitation, secret)
    return invitation


@lifecycle.use_case
def withdraw_invitation(*, actor: Actor, invitation: FocalPointInvitation) -> None:
    """Makes an open invitation's link useless. Raises NotAllowed, InvitationOver when it is used or withdrawn already."""
    require(actor, "registration.invite")
    row = FocalPointInvitation.objects.select_for_update().get(pk=invitation.pk)
    if row.used_at or row.withdrawn_at:
        raise InvitationOver("used" if row.used_at else "withdrawn")
    row.withdrawn_at = clock.now()
    row.save(update_fields=["withdrawn_at"])
    details = {"invitation": row.pk}
    lifecycle.record(row.delegation, actor=actor, verb="focal_point.invitation_withdrawn", details=details)


@lifecycle.use_case
def take_up_invitation(*, secret: str, name: str = "", password: str = "", signed_in: User | None = None) -> FocalPoint:
    """Takes the invitation up, once: makes the account of the invited address, or uses the one who is signed in to it.

    Arguments: password, already checked by the form, for a new account; signed_in, whoever the request belongs to.
    Raises InvitationOver, SignInFirst when the address has an account and its owner is not signed in (its password stays as it is).
    """
    invitation = find(secret, lock=True)
    user = User.objects.filter(email=invitation.email).first()
    if signed_in is not None and signed_in.email != invitation.email:
        words = _("This invitation is for %(email)s, and you are signed in as %(other)s. Sign out first.")
        raise SignInFirst(words % {"email": invitation.email, "other": signed_in.email})
    if user is not None and signed_in is None:
        words = _("%(email)s has an account already. Sign in with it, then take the invitation up.")
        raise SignInFirst(words % {"email": invitation.email})
    if user is None:
        user = _account(invitation, name, password)
    invitation.used_at = now = clock.now()
    invitation.save(update_fields=["used_at"])
    current = {"delegation": invitation.delegation, "user": user, "until": None}
    focal_point = FocalPoint.objects.get_or_create(**current, defaults={"since": now})[0]
    actor = Actor(user.pk, str(user))
    lifecycle.record(invitation.delegation, actor=actor, verb="focal_point.appointed", details={"name": str(user)})
    notices.appointed(focal_point)
    return focal_point


def _account(invitation: FocalPointInvitation, name: str, password: str) -> User:
    try:
        with transaction.atomic():
            # Its address counts as proved: whoever has the link has the mailbox.
            return User.objects.create_user(invitation.email, password, name=name, language=invitation.language)
    except IntegrityError as problem:  # another delegation's invitation to the same address was faster
        words = _("%(email)s has an account already. Sign in with it, then take the invitation up.")
        raise SignInFirst(words % {"email": invitation.email}) from problem
