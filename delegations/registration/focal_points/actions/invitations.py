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
from conference.parties.spellings import Spellings
from delegations.registration.delegations import places, queries
from delegations.registration.focal_points import notices
from delegations.registration.models import AccessRequest, Delegation, FocalPoint, FocalPointInvitation

VALID_DAYS = 21
MOST_OPEN = 10  # invitations of one delegation at a time
MOST_A_DAY = 20  # invitations that the focal points of one delegation may send
DAY = timedelta(days=1)


class InvitationOver(UserError):
    """The invitation can't be taken up (any more). `why` is `unknown`, `used`, `expired` or `withdrawn`."""

    status = 410

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(_("This invitation can no longer be accepted."))


class InvitedAlready(UserError):
    """The address has an open invitation of this delegation, `earlier`, whose link a new one ends: the actor is asked first."""

    status = 409

    def __init__(self, earlier: FocalPointInvitation) -> None:
        self.earlier = earlier
        super().__init__(_("%(email)s has an open invitation already.") % {"email": earlier.email})


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
    """Invite somebody to act for the delegation of `party`, which is created if there is none.

    The link goes out by mail and is stored nowhere else.

    Args:
        replaces: The key of the open invitation to the same address, which the actor knows to end.
        can_be_undone: False to send the mail at once.

    Raises:
        InvitedAlready: When there is another open invitation to the address than `replaces`.
        NotPossible: When the person acts for this delegation already or too many invitations are open.
    """
    require(actor, "registration.invite")
    delegation = places.hold(Delegation.objects.get_or_create(party=party)[0])
    return issue(
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
    """Invite somebody to act for this delegation beside the focal points, or in the place of one of them.

    Args:
        takes_over: The focal point who is withdrawn once the successor has taken the invitation up. Focal points hand over their own work,
            the organisers anybody's.
        replaces: As of `invite`.

    Raises:
        InvitedAlready: As of `invite`.
        NotPossible: When the person acts for it already, too many invitations are open or were sent today, or the handing over was begun
            already.
    """
    held = held_for(actor, delegation)
    by_desk = actor.may("registration.invite")
    if takes_over is not None:
        _may_hand_over(held, takes_over, actor, by_desk)
    if not by_desk:
        sent = held.invitations.filter(sent_at__gt=clock.now() - DAY, invited_by__isnull=False).count()
        if sent >= MOST_A_DAY:
            words = _(
                "%(count)s invitations were sent within one day, which is the limit. Try again tomorrow, "
                "or write to the secretariat."
            )
            raise NotPossible(words % {"count": sent})
    by = None if by_desk else actor.user_id
    return issue(
        held,
        actor=actor,
        email=email,
        name=name,
        language=language,
        invited_by=by,
        takes_over=takes_over,
        replaces=replaces,
    )


def _may_hand_over(held: Delegation, point: FocalPoint, actor: Actor, by_desk: bool) -> None:
    row = held.focal_points.filter(pk=point.pk, until__isnull=True).first()
    if row is None or not (by_desk or row.user_id == actor.user_id):
        raise NotPossible(_("Only a current focal point can hand over, and only their own function."))
    open_now = held.invitations.filter(used_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=clock.now())
    if earlier := open_now.filter(takes_over=row).first():
        words = _("%(who)s is already handing over to %(other)s. Withdraw that invitation first.")
        raise NotPossible(words % {"who": row, "other": earlier})


def issue(
    held: Delegation,
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
    """Create an invitation for a locked delegation, after the caller has checked the right.

    Args:
        invited_by: The key of the focal point who invites; None for the secretariat.
        takes_over: The focal point whose work ends when the invitation is taken up.
        replaces, can_be_undone: As of `invite`, with its errors.
    """
    now, address = clock.now(), User.objects.normalize_email(email).lower()
    earlier = _end_earlier(held, address, now, replaces)
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
    _replace(held, earlier, invitation)
    if held.invited_at is None:
        held.invited_at = now
        held.save(update_fields=["invited_at"])
    verb = "focal_point.handing_over" if takes_over else "focal_point.invited"
    lifecycle.log(invitation, actor=actor, verb=verb, details={"invitation": invitation.pk})
    notices.invited(invitation, secret, can_be_undone=can_be_undone)
    return invitation


def _end_earlier(held: Delegation, address: str, now: datetime, replaces: int | None) -> list[FocalPointInvitation]:
    """Withdraw the invitations to this address, and return them. Raises what `issue` does."""
    if held.focal_points.filter(user__email=address, until__isnull=True).exists():
        words = _("%(email)s is already a focal point of %(party)s.")
        raise NotPossible(words % {"email": address, "party": held.party.short})
    unused = held.invitations.filter(used_at__isnull=True, withdrawn_at__isnull=True)
    earlier = list(unused.filter(email=address).order_by("pk"))
    for one in earlier:
        if one.expires_at > now and one.pk != replaces:
            raise InvitedAlready(one)
    unused.filter(email=address).update(withdrawn_at=now)
    if unused.filter(expires_at__gt=now).count() >= MOST_OPEN:
        words = _(
            "There are already %(most)s open invitations. Withdraw one that is no longer needed, then invite again."
        )
        raise NotPossible(words % {"most": MOST_OPEN})
    return earlier


def _replace(held: Delegation, earlier: list[FocalPointInvitation], new: FocalPointInvitation) -> None:
    """Note what an undo of `new` gives back. Of one whose mail waits still nobody has heard: what it replaced counts, and it never goes."""
    unheard = notices.withdraw_invited(earlier)
    held.invitations.filter(pk__in=[one.pk for one in earlier if one.pk not in unheard]).update(replaced_by=new)
    held.invitations.filter(replaced_by__in=unheard).update(replaced_by=new)
    AccessRequest.objects.filter(invitation__in=unheard).update(invitation=new)


@lifecycle.use_case
def withdraw_invitation(*, actor: Actor, invitation: FocalPointInvitation) -> None:
    """Make an open invitation's link useless. Raises NotFound for another's, InvitationOver when it is used or withdrawn already."""
    held = held_for(actor, invitation.delegation)
    row = _open(held, invitation)
    notices.withdraw_invited([row])
    _end(row, actor)


@lifecycle.use_case
def undo_invitation(*, actor: Actor, invitation: FocalPointInvitation) -> None:
    """Undo an invitation whose mail waits still: nobody hears of it, the link that it ended works again, its request is open.

    Raises NotFound for another's, InvitationOver when it is used or withdrawn already, NotPossible when its mail has gone.
    """
    held = held_for(actor, invitation.delegation)
    row = _open(held, invitation)
    if not notices.withdraw_invited([row]):
        raise NotPossible(_("The e-mail with the link has already been sent. Nothing was changed."))
    _end(row, actor)
    row.replaced.update(withdrawn_at=None, replaced_by=None)
    if held.invited_at == row.sent_at:
        held.invited_at = None
        held.save(update_fields=["invited_at"])
    for request in AccessRequest.objects.select_for_update(of=("self",)).filter(invitation=row, granted=True):
        _reopen(request, actor)


@lifecycle.use_case
def undo_answer(*, actor: Actor, request: AccessRequest) -> AccessRequest:
    """Undo an answer of just now, also a colleague's: its mail does not go, and the request waits again. Raises NotPossible too late."""
    require(actor, "registration.invite")
    row = AccessRequest.objects.select_related("invitation").get(pk=request.pk)
    if row.granted and row.invitation is not None:
        undo_invitation(actor=actor, invitation=row.invitation)
        row.refresh_from_db()
        return row
    row = AccessRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if not row.is_undoable:
        raise NotPossible(_("%(what)s: there is nothing to undo any more. Nothing was changed.") % {"what": row})
    notices.withdraw_declined(row)
    _reopen(row, actor)
    return row


def _reopen(request: AccessRequest, actor: Actor) -> None:
    """Let a request wait for its answer again, as it came in."""
    request.party = Spellings().find(request.party_words)
    request.answered_at = request.answered_by = request.granted = request.invitation = None
    request.reason = ""
    request.save(update_fields=["party", "answered_at", "answered_by", "granted", "invitation", "reason"])
    lifecycle.log(request, actor=actor, verb="access.reopened")


def _open(held: Delegation, invitation: FocalPointInvitation) -> FocalPointInvitation:
    row = held.invitations.get(pk=invitation.pk)
    if row.used_at or row.withdrawn_at:
        raise InvitationOver("used" if row.used_at else "withdrawn")
    return row


def _end(row: FocalPointInvitation, actor: Actor) -> None:
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
