"""The life of a device: invited with a code, enrolled by it, revoked at once."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock, lifecycle
from conference.core.access import SYSTEM, Actor, require
from conference.core.errors import NotPossible, UserError
from conference.core.links import hash_of, new_secret
from delegations.gates.models import Device, Gate, Policy

CODE_GOOD_FOR = timedelta(minutes=15)
# Without characters that are misread: I, L, O, 0, 1.
LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
CODE_LENGTH = 8
WRONG = gettext_lazy(
    "This code is unknown, has already been used, or is older than 15 minutes. Ask the desk for a new one."
)
TOO_MANY = gettext_lazy("Too many codes were tried from this network. Wait a minute.")


def _code() -> tuple[str, dict[str, Any]]:
    letters = "".join(secrets.choice(LETTERS) for _n in range(CODE_LENGTH))
    return f"{letters[:4]}-{letters[4:]}", {
        "code_hash": hash_of(letters),
        "code_expires": clock.now() + CODE_GOOD_FOR,
    }


@lifecycle.use_case
def invite(*, actor: Actor, name: str, gate: Gate, occasion: str = "") -> tuple[Device, str]:
    """Create a device for a gate, or for the entrance of an occasion there, with its enrolment code. Raises NotPossible without a name."""
    require(actor, "gates.manage")
    name = " ".join(name.split())[:60]
    if not name:
        raise NotPossible(_("Enter a name for the device. Nothing was changed."))
    code, columns = _code()
    device = Device(name=name, gate=gate, occasion=occasion, **columns)
    return lifecycle.create(device, actor=actor, verb="device.invited"), code


@lifecycle.use_case
def new_code(*, actor: Actor, device: Device, expected_version: int | None = None) -> tuple[Device, str]:
    """Create another code for a device that waits for one. Raises NotPossible for an enrolled device."""
    code, columns = _code()
    if device.state != "invited":
        raise NotPossible(_("%(device)s has been enrolled already.") % {"device": device})
    changed = lifecycle.change(
        device,
        actor=actor,
        verb="device.new_code",
        right="gates.manage",
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
    invited = Device.objects.select_related("gate__zone").filter(
        code_hash=hash_of(letters), state="invited", code_expires__gt=clock.now()
    )
    device = invited.first()
    if device is None:
        raise UserError(str(WRONG))
    key, key_hash = new_secret()
    now = clock.now()
    values: dict[str, Any] = {
        "key_hash": key_hash,
        "code_hash": None,
        "code_expires": None,
        "enrolled_at": now,
        "last_seen": now,
    }
    expected_version = device.version
    return lifecycle.move(
        device, "enrolled", actor=SYSTEM, verb="device.enrolled", expected_version=expected_version, **values
    ), key


@lifecycle.use_case
def revoke(*, actor: Actor, device: Device, expected_version: int | None = None, words: str = "") -> Device:
    return lifecycle.move(
        device,
        "revoked",
        actor=actor,
        verb="device.revoked",
        right="gates.manage",
        expected_version=expected_version,
        reason=words.strip(),
        code_hash=None,
        code_expires=None,
        revoked_at=clock.now(),
    )


@lifecycle.use_case
def allow(*, actor: Actor, names: bool, photos: bool) -> Policy:
    require(actor, "gates.manage")
    policy, _made = Policy.objects.update_or_create(pk=1, defaults={"names": names, "photos": photos})
    lifecycle.log(policy, actor=actor, verb="gates.allowed", details={"names": names, "photos": photos})
    return policy


@lifecycle.use_case
def set_minutes(*, actor: Actor, second_entry: int, silent_after: int) -> Policy:
    """Set after how many minutes a second entry is none to look at, and a silent device a task."""
    require(actor, "gates.manage")
    values = {"second_entry": second_entry, "silent_after": silent_after}
    policy, _made = Policy.objects.update_or_create(pk=1, defaults=values)
    lifecycle.log(policy, actor=actor, verb="gates.timed", details=values)
    return policy
