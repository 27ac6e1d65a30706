"""The life of a device: invited with a code, enrolled by it, revoked at once."""

import secrets
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock, concurrency, lifecycle
from conference.core.access import SYSTEM, Actor, require_right
from conference.core.errors import NotPossible, UserError
from conference.core.links import hash_of, new_secret
from delegations.gates.devices import occasions
from delegations.gates.models import Device, Gate, Policy

MANAGE = "gates.manage"
CODE_GOOD_FOR = timedelta(minutes=15)
# Without characters that are misread: I, L, O, 0, 1.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8
WRONG = gettext_lazy(
    "This code is unknown, has already been used, or is older than 15 minutes. Ask the desk for a new one."
)
TOO_MANY = gettext_lazy("Too many codes were tried from this network. Wait a minute.")


def _make_code() -> tuple[str, dict[str, Any]]:
    letters = "".join(secrets.choice(LETTERS) for _n in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:]}", {"code_hash": hash_of(letters), "code_expires": clock.now() + CODE_GOOD_FOR}


@lifecycle.use_case
def invite(*, actor: Actor, name: str, gate: Gate, occasion: str = "") -> tuple[Device, str]:
    """Create a device for a gate, or for the entrance of an occasion there, with its enrolment code.

    Sent twice it is one device, and the code is the one shown last.

    Raises:
        NotAllowed: Without the right to gates, or to the occasion whose guest list the device receives.
        NotPossible: Without a name.
    """
    require_right(actor, occasions.find_right(occasion))
    name = " ".join(name.split())[:60]
    if not name:
        raise NotPossible(_("Enter a name for the device. Nothing was changed."))
    code, columns = _make_code()
    device = Device(name=name, gate=gate, occasion=occasion, **columns)
    but = ["version", *columns]
    if first := concurrency.made_before(device, actor=actor, verb="device.invited", but=but):
        return new_code(actor=actor, device=first)
    return lifecycle.create(device, actor=actor, verb="device.invited"), code


@lifecycle.use_case
def new_code(*, actor: Actor, device: Device, expected_version: int | None = None) -> tuple[Device, str]:
    """Create another code for a device that waits for one. Raises NotPossible for an enrolled device."""
    code, columns = _make_code()
    if device.state != "invited":
        raise NotPossible(_("%(device)s has been enrolled already.") % {"device": device})
    changed = lifecycle.change(
        device,
        actor=actor,
        verb="device.new_code",
        right=occasions.find_right(device.occasion),
        expected_version=expected_version or device.version,
        **columns,
    )
    return changed, code


@lifecycle.use_case
def enrol(*, code: str) -> tuple[Device, str]:
    """Enrol the device of this code, which is used up, and return it with its key.

    Raises:
        UserError: For an unknown, used or expired code, in the same words.
    """
    letters = "".join(letter for letter in code.upper() if letter in LETTERS)
    now = clock.now()
    invited = Device.objects.select_related("gate__zone").filter(state="invited", code_expires__gt=now)
    device = invited.filter(code_hash=hash_of(letters)).first()
    if device is None:
        raise UserError(str(WRONG))
    key, key_hash = new_secret()
    enrolled = lifecycle.move(
        device,
        "enrolled",
        actor=SYSTEM,
        verb="device.enrolled",
        expected_version=device.version,
        key_hash=key_hash,
        code_hash=None,
        code_expires=None,
        enrolled_at=now,
        last_seen=now,
    )
    return enrolled, key


@lifecycle.use_case
def revoke(*, actor: Actor, device: Device, expected_version: int | None = None, reason: str = "") -> Device:
    """Revoke a device. Whoever manages the gates may do it at an occasion too, since a lost device must end at once."""
    right = MANAGE if actor.may(MANAGE) else occasions.find_right(device.occasion)
    return lifecycle.move(
        device,
        "revoked",
        actor=actor,
        verb="device.revoked",
        right=right,
        expected_version=expected_version,
        reason=reason.strip(),
        code_hash=None,
        code_expires=None,
        revoked_at=clock.now(),
    )


@lifecycle.use_case
def allow(*, actor: Actor, names: bool, photos: bool) -> Policy:
    require_right(actor, MANAGE)
    return _set_policy(actor, "gates.allowed", names=names, photos=photos)


@lifecycle.use_case
def set_minutes(*, actor: Actor, second_entry: int, silent_after: int) -> Policy:
    """Set the minutes in which a second entry is checked, and after which a silent device becomes a task."""
    require_right(actor, MANAGE)
    return _set_policy(actor, "gates.timed", second_entry=second_entry, silent_after=silent_after)


def _set_policy(actor: Actor, verb: str, **values: Any) -> Policy:
    policy, _made = Policy.objects.update_or_create(pk=1, defaults=values)
    lifecycle.log(policy, actor=actor, verb=verb, details=values)
    return policy
