"""The signed code of a guest or companion. It holds the invitation and which of its persons is meant, no name.

Its issuer is another than a badge's, and it opens no zone: a gate refuses it. Whether it still holds is for the database to say.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.errors import NotPossible
from conference.models import current_conference
from delegations.accreditation.badges import tokens
from delegations.accreditation.badges.contents import ISSUER, get_key_ring, get_signing_key
from delegations.accreditation.badges.queries import find_by_serial
from schedule.receptions.invitations.queries import all_invitations
from schedule.receptions.models import Invitation, Reception

GUEST_ISSUER = "guest"
HOLDS_AFTER = timedelta(hours=12)
SERIAL_BYTES = 25
OUTSIDE = 0  # in the place of a delegate's key


def code_of(invitation: Invitation, *, companion: bool = False) -> str:
    """Return the text of the QR code of the guest, or of the companion, of an accepted invitation."""
    token = tokens.issue(
        key=get_signing_key(),
        issuer=GUEST_ISSUER,
        audience=current_conference().code,
        serial=serial_for(invitation, companion),
        zones=(),
        days=(),
        expires=invitation.reception.ends + HOLDS_AFTER,
    )
    return tokens.to_text(token)


def serial_for(invitation: Invitation, companion: bool) -> bytes:
    return invitation.public_id.bytes + bytes([companion]) + (invitation.guest_id or OUTSIDE).to_bytes(8)


def serial_of(text: str) -> tuple[uuid.UUID, bool, int] | None:
    """Parse a serial in hexadecimal: public id, whether it is the companion's, the delegate's key or OUTSIDE. None for a badge's serial."""
    raw = bytes.fromhex(text)
    if len(raw) != SERIAL_BYTES:
        return None
    return uuid.UUID(bytes=raw[:16]), bool(raw[16]), int.from_bytes(raw[17:])


def find_by_serial_parts(invitations: QuerySet[Invitation], public_id: uuid.UUID, guest: int) -> Invitation | None:
    """Return the invitation of a serial, unless it has passed to another guest."""
    return invitations.filter(public_id=public_id, guest=None if guest == OUTSIDE else guest).first()


def read(text: str, reception: Reception) -> tuple[Invitation, bool]:
    """Return whose code this is, and whether the companion's. A badge's code stands for the guest who wears it.

    Raises NotPossible, which says why not.
    """
    code = text[max(text.upper().find(tokens.PREFIX), 0) :]
    keys, audience = get_key_ring(settings.BADGE_KEYS).public, current_conference().code
    try:
        claims = tokens.verify(code, keys, audience=audience, at=clock.now())
    except tokens.TokenError:
        claims = None
    if claims and claims.issuer == GUEST_ISSUER:
        return _of_guest(claims.serial, reception)
    if claims and claims.issuer == ISSUER:
        return _of_badge(claims.serial, reception), False
    raise NotPossible(_("This code is not valid here. Please look for the name in the list."))


def _of_guest(serial: bytes, reception: Reception) -> tuple[Invitation, bool]:
    parts = serial_of(serial.hex())
    invitation = find_by_serial_parts(all_invitations(), parts[0], parts[2]) if parts else None
    if parts is None or invitation is None:
        raise NotPossible(_("This code is no longer valid: somebody else is invited now."))
    if invitation.reception_id != reception.pk:
        raise NotPossible(_("This code is for another reception: %(what)s.") % {"what": invitation.reception})
    return invitation, parts[1]


def _of_badge(serial: bytes, reception: Reception) -> Invitation:
    badge = find_by_serial(serial.hex())
    if badge is None or not badge.is_live:
        raise NotPossible(_("This badge is no longer valid."))
    invitations = all_invitations().filter(reception=reception, guest=badge.delegate_id)
    invitation = invitations.exclude(state="ended").first()
    if invitation is None:
        raise NotPossible(_("The bearer of this badge is not invited."))
    return invitation
