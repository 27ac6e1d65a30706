from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.core.access import Actor, require_right
from conference.core.errors import NotPossible
from conference.core.links import new_secret
from conference.machines.models import HIGHEST_RATE, USUAL_RATE, Machine
from conference.machines.scopes import SCOPES
from conference.ops import installation

MANAGE = "machines.manage"
MAX_KEY_LIFETIME = timedelta(days=400)


@lifecycle.use_case
def make(
    *, actor: Actor, name: str, scopes: Iterable[str], expires_at: datetime, per_minute: int = USUAL_RATE
) -> tuple[Machine, str]:
    """Make a machine and return it with its key, which is not stored. Raises NotAllowed, NotPossible.

    It needs the name of at least one scope, and expires within MAX_KEY_LIFETIME.
    """
    require_right(actor, MANAGE)
    installation.require_live()
    name, now = " ".join(name.split())[:60], clock.now()
    wanted = set(scopes)
    ticked = [scope.name for scope in SCOPES.values() if scope.name in wanted]
    if not name or not ticked or len(ticked) != len(wanted):
        raise NotPossible(_("Give the system a name and tick what it may do. Nothing was changed."))
    if not now < expires_at <= now + MAX_KEY_LIFETIME:
        raise NotPossible(_("A key must expire on a future date within 400 days. Nothing was changed."))
    if not 1 <= per_minute <= HIGHEST_RATE:
        raise NotPossible(_("A system may send 1 to %(most)s requests a minute.") % {"most": HIGHEST_RATE})
    key, key_hash = new_secret()
    values: dict[str, Any] = {"scopes": ticked, "expires_at": expires_at, "per_minute": per_minute}
    machine = Machine(name=name, key_hash=key_hash, created_by_id=actor.user_id, created_at=now, **values)
    details = {**values, "expires_at": expires_at.isoformat()}
    try:
        with transaction.atomic():
            lifecycle.create(machine, actor=actor, verb="machine.made", details=details)
    except IntegrityError as problem:
        message = _("A system named %(name)s already exists. Choose another name. Nothing was changed.")
        raise NotPossible(message % {"name": name}) from problem
    return machine, key


@lifecycle.use_case
def revoke(*, actor: Actor, machine: Machine, expected_version: int | None = None) -> Machine:
    """End the machine's key now. Raises NotAllowed, AlreadyDecided."""
    values: dict[str, Any] = {"right": MANAGE, "expected_version": expected_version, "revoked_at": clock.now()}
    return lifecycle.move(machine, "revoked", actor=actor, verb="machine.revoked", **values)
