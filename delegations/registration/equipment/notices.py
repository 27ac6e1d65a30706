from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core import clock
from conference.core.undo import mails_wait
from conference.correspondence.outbox.actions import still_waiting, withdraw
from conference.look import lists
from delegations.registration.delegations import notices as delegations_notices
from delegations.registration.delegations.notices import counted, declare, write
from delegations.registration.members import notices as members_notices
from delegations.registration.members.notices import called
from delegations.registration.models import (
    Equipment,
)
from delegations.registration.overview import history

UNDONE = gettext_lazy("A decision was undone: %(what)s.")
history.register("equipment.reopened", UNDONE, UNDONE, right=history.SEE)
sentences.register({"equipment.reopened": gettext_lazy("%(who)s undid the decision on %(what)s")})
EQUIPMENT_RECEIVED = declare("equipment_received", gettext_lazy("Arms or radios received"), ["name", "what", "at"])


def equipment_received(thing: Equipment) -> None:
    """Write that an arm or a radio is requested. It names the kind, never the serial number."""

    def own() -> dict[str, Any]:
        return {"name": called(thing.bearer), "what": str(thing), "at": thing.asked_at.isoformat()}

    write(EQUIPMENT_RECEIVED, thing.bearer.delegation, thing, own)


EQUIPMENT_DECIDED = delegations_notices.declare(
    "equipment_decided", gettext_lazy("Arms or radios decided"), ["name", "at", "licence", "reason", "items"]
)


def equipment_decided(items: list[Equipment]) -> None:
    """Write that arms or radios of one bearer were licensed or refused: numbers by kind only. It waits while that can be undone."""
    first = items[0]

    def own() -> dict[str, Any]:
        return {
            "name": members_notices.called(first.bearer),
            "at": clock.now().isoformat(),
            "licence": first.licence if first.state == "licensed" else "",
            "reason": first.reason,
            "items": _kinds(items),
        }

    delegations_notices.write(EQUIPMENT_DECIDED, first.bearer.delegation, first, own, after=mails_wait())


def withdraw_decided(items: Sequence[Equipment]) -> None:
    """Cancel the letter of a decision on these that was undone while it waited."""
    keys = {str(item.pk) for item in items}
    waiting = still_waiting((EQUIPMENT_DECIDED,), {items[0].bearer.delegation.scope})
    withdraw(message for message in waiting if message.subject_id in keys)


def decision_outdated(thing: Equipment, together: Sequence[Equipment]) -> None:
    """Keep a letter that still waits true: `thing` was changed or given up since, the others of `together` stand as decided."""
    left = [item for item in together if item.pk != thing.pk]
    keys = {str(item.pk) for item in (thing, *together)}
    waiting = still_waiting((EQUIPMENT_DECIDED,), {thing.bearer.delegation.scope})
    letters = [message for message in waiting if message.subject_id in keys]
    if not left:
        withdraw(letters)
    for letter in letters if left else ():
        with translation.override(letter.language):
            letter.context = {**letter.context, "items": _kinds(left)}
        # The first of those left: by it an undo finds the letter.
        letter.subject_id, letter.subject_version = str(left[0].pk), left[0].version
        letter.save(update_fields=["context", "subject_id", "subject_version"])


def _kinds(items: Sequence[Equipment]) -> str:
    return lists.in_words(counted(items))
