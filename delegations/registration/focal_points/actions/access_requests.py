"""Requests for an invitation. The asker reads the same whether the party, the address or an earlier request is known or not."""

from django.utils.translation import gettext as _

from conference.accounts.sign_in import limits
from conference.core import clock, lifecycle
from conference.core.access import Actor, bearer, require_right
from conference.core.errors import AlreadyDecided, UserError
from conference.parties.models import Party
from conference.parties.spellings import Spellings, fold
from delegations.registration.delegations import places
from delegations.registration.focal_points import notices
from delegations.registration.focal_points.actions.invitations import create_invitation
from delegations.registration.models import AccessRequest, Delegation, FocalPointInvitation

A_NETWORK = 30  # requests of a network before it has to wait; a mission or a hotel is many people at one address


class TooMany(UserError):
    status = 429


@lifecycle.use_case
def ask_for_access(*, request: AccessRequest, network: str) -> None:
    """Save the request of a form and confirm it by mail; a repeated request, while one is open, is neither saved nor confirmed.

    An address gets one mail for its first open request. The counts by address and by network are in the database. Raises TooMany for a
    network only, since nobody learns what an address did.
    """
    if not limits.count_attempt(limits.key_at("asknet", network), A_NETWORK):
        raise TooMany(_("Too many requests came from your network. Wait an hour, or write to the secretariat."))
    request.email = request.email.lower()
    # It locks the address, so that two requests at once are handled one after another.
    if not limits.count_attempt(limits.key_at("ask", request.email)):
        return
    request.party, request.asked_at = Spellings().find(request.party_words), clock.now()
    waiting = list(AccessRequest.objects.filter(email=request.email, answered_at__isnull=True))
    for earlier in waiting:
        same_party = request.party is not None and earlier.party_id == request.party_id
        if same_party or fold(earlier.party_words) == fold(request.party_words):
            return
    request.save()
    lifecycle.log(request, actor=bearer(request.name, f"access_request:{request.pk}"), verb="access.asked")
    if not waiting:
        notices.confirm_access_request(request)


@lifecycle.use_case
def grant_access(
    *, actor: Actor, request: AccessRequest, party: Party, replaces: int | None = None
) -> FocalPointInvitation:
    """Invite the address to act for the delegation of `party`, and close the request. `replaces` and errors are those of `invite`.

    Raises AlreadyDecided when another organiser answered it first.
    """
    require_right(actor, "registration.invite")
    request = _lock_open(request)
    delegation = places.lock_places(Delegation.objects.get_or_create(party=party)[0])
    invitation = create_invitation(
        delegation, actor=actor, email=request.email, name=request.name, language=request.language, replaces=replaces
    )
    request.party, request.invitation = party, invitation
    _answer(request, actor, granted=True)
    lifecycle.log(request, actor=actor, verb="access.granted", details={"invitation": invitation.pk})
    return invitation


@lifecycle.use_case
def decline_access(*, actor: Actor, request: AccessRequest, reason: str, tell: bool) -> AccessRequest:
    """Close the request without an invitation; `tell` sends the reason to the asker. Raises AlreadyDecided when it was answered."""
    require_right(actor, "registration.invite")
    request = _lock_open(request)
    request.reason = reason
    _answer(request, actor, granted=False)
    lifecycle.log(request, actor=actor, verb="access.declined", reason=reason, details={"told": tell})
    if tell:
        notices.tell_access_declined(request)
    return request


def _lock_open(request: AccessRequest) -> AccessRequest:
    request = AccessRequest.objects.select_for_update(of=("self",)).get(pk=request.pk)
    if request.answered_at is not None:
        message = _("%(what)s: already answered by %(who)s. Nothing was changed.")
        raise AlreadyDecided(message % {"what": request, "who": request.answered_by or _("the system")})
    return request


def _answer(request: AccessRequest, actor: Actor, *, granted: bool) -> None:
    request.answered_at, request.answered_by_id, request.granted = clock.now(), actor.user_id, granted
    request.save(update_fields=["answered_at", "answered_by", "granted", "invitation", "party", "reason"])
