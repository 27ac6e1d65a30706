"""Requests for an invitation by somebody without one.

What the asker reads is the same whether the party, the address or an earlier request is known or not.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from conference.accounts.sign_in import limits
from conference.core import clock, lifecycle
from conference.core.access import Actor, bearer, require
from conference.core.errors import AlreadyDecided, UserError
from conference.parties.models import Party
from conference.parties.spellings import Spellings, fold
from delegations.registration.delegations import places
from delegations.registration.focal_points import notices
from delegations.registration.focal_points.actions.invitations import issue
from delegations.registration.models import AccessRequest, Delegation, FocalPointInvitation

A_NETWORK = 30  # requests before its first wait; a mission or a hotel is many people at one address


@dataclass(frozen=True)
class AccessRequestDetails:
    """A request, checked by its form."""

    party_words: str
    name: str
    email: str
    function: str = ""
    phone: str = ""
    language: str = "en"
    words: str = ""


class TooMany(UserError):
    status = 429


@lifecycle.use_case
def ask_for_access(*, asked: AccessRequestDetails, network: str) -> None:
    """Store the request and confirm it by mail; a repeated request, while one is open, is neither stored nor confirmed.

    An address gets one mail for its first open request. The counts by address and by network are in the database.

    Args:
        network: As `limits.network_of` returns it.

    Raises:
        TooMany: For a network only; what an address did is told to nobody.
    """
    if not limits.take(limits.key_at("asknet", network), A_NETWORK):
        raise TooMany(_("Too many requests came from your network. Wait an hour, or write to the secretariat."))
    email = asked.email.lower()
    # It locks the address, so that two requests at once are handled one after another.
    if not limits.take(limits.key_at("ask", email)):
        return
    party = Spellings().find(asked.party_words)
    waiting = list(AccessRequest.objects.filter(email=email, answered_at__isnull=True))
    if any(_is_same(one, asked, party) for one in waiting):
        return
    values = {**asked.__dict__, "email": email, "party": party, "asked_at": clock.now()}
    request = AccessRequest.objects.create(**values)
    lifecycle.log(request, actor=bearer(asked.name), verb="access.asked")
    if not waiting:
        notices.access_received(request)


def _is_same(one: AccessRequest, asked: AccessRequestDetails, party: Party | None) -> bool:
    return fold(one.party_words) == fold(asked.party_words) or (party is not None and one.party_id == party.pk)


@lifecycle.use_case
def grant_access(
    *, actor: Actor, request: AccessRequest, party: Party, replaces: int | None = None
) -> FocalPointInvitation:
    """Invite the address to act for the delegation of `party`, and close the request.

    Raises:
        AlreadyDecided: When another organiser answered it first.
        NotPossible: When the address acts for that delegation already.
        InvitedAlready: As of `invitations.invite`, which says what `replaces` is.
    """
    require(actor, "registration.invite")
    row = _open(request)
    held = places.hold(Delegation.objects.get_or_create(party=party)[0])
    invitation = issue(held, actor=actor, email=row.email, name=row.name, language=row.language, replaces=replaces)
    row.party, row.invitation = party, invitation
    _answer(row, actor, granted=True)
    lifecycle.log(row, actor=actor, verb="access.granted", details={"invitation": invitation.pk})
    return invitation


@lifecycle.use_case
def decline_access(*, actor: Actor, request: AccessRequest, reason: str, tell: bool) -> AccessRequest:
    """Close the request without an invitation. Raises AlreadyDecided when another organiser answered it first.

    Args:
        reason: For the audit log, and for the asker when `tell` is True.
    """
    require(actor, "registration.invite")
    row = _open(request)
    row.reason = reason
    _answer(row, actor, granted=False)
    lifecycle.log(row, actor=actor, verb="access.declined", reason=reason, details={"told": tell})
    if tell:
        notices.access_declined(row)
    return row


def _open(request: AccessRequest) -> AccessRequest:
    row = AccessRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if row.answered_at is not None:
        words = _("%(what)s: already answered by %(who)s. Nothing was changed.")
        raise AlreadyDecided(words % {"what": row, "who": row.answered_by or _("the system")})
    return row


def _answer(row: AccessRequest, actor: Actor, *, granted: bool) -> None:
    row.answered_at, row.answered_by_id, row.granted = clock.now(), actor.user_id, granted
    row.save(update_fields=["answered_at", "answered_by", "granted", "invitation", "party", "reason"])
