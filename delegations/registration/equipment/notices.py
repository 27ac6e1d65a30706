from collections.abc import Sequence
from typing import Any

from django.utils import translation
from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core import clock
from conference.core.undo import mails_wait
from conference.correspondence.models import Message
from conference.correspondence.outbox.actions import lock_undoable_messages, withdraw_messages
from conference.look import lists
from delegations.registration.delegations.notices import count_items, declare_notice, write_to_focal_points
from delegations.registration.members.notices import called
from delegations.registration.models import Equipment
from delegations.registration.overview import history

UNDONE = gettext_lazy("A decision was undone: %(what)s.")
history.register_sentence("equipment.reopened", UNDONE, UNDONE, right=history.ARMS)
sentences.register_sentences(
    {"equipment.reopened": gettext_lazy("%(who)s undid the decision on %(what)s")}, right=history.ARMS
)
EQUIPMENT_RECEIVED = declare_notice(
    "equipment_received", gettext_lazy("Arms or radios received"), ["name", "what", "at"], right=history.ARMS
)
EQUIPMENT_DECIDED = declare_notice(
    "equipment_decided",
    gettext_lazy("Arms or radios decided"),
    ["name", "at", "licence", "reason", "items"],
    right=history.ARMS,
)


def confirm_request(item: Equipment) -> None:
    """Write that an arm or a radio is requested, with its kind, never with the serial number."""

    def own() -> dict[str, Any]:
        return {"name": called(item.bearer), "what": str(item), "at": item.asked_at.isoformat()}

    write_to_focal_points(EQUIPMENT_RECEIVED, item.bearer.delegation, item, own)


def tell_of_decision(items: Sequence[Equipment]) -> None:
    """Write that arms or radios of one bearer were licensed or refused: numbers by kind only. It waits while that can be undone."""
    first = items[0]

    def own() -> dict[str, Any]:
        return {
            "name": called(first.bearer),
            "at": clock.now().isoformat(),
            "licence": first.licence if first.state == "licensed" else "",
            "reason": first.reason,
            "items": lists.in_words(count_items(items)),
        }

    write_to_focal_points(EQUIPMENT_DECIDED, first.bearer.delegation, first, own, after=mails_wait())


def withdraw_decision(items: Sequence[Equipment]) -> None:
    """Cancel the letters about a decision on these items that still wait."""
    withdraw_messages(_waiting_letters(items))


def correct_decision(items: Sequence[Equipment], changed: Equipment) -> None:
    """Correct the letters about `items` that still wait, since one of these was changed or withdrawn."""
    letters = _waiting_letters([changed, *items])
    decided = [item for item in items if item.pk != changed.pk]
    if not decided:
        withdraw_messages(letters)
        return
    for letter in letters:
        with translation.override(letter.language):
            letter.context = {**letter.context, "items": lists.in_words(count_items(decided))}
        # An undo finds the letter by an item that is still decided.
        letter.subject_id, letter.subject_version = str(decided[0].pk), decided[0].version
        letter.save(update_fields=["context", "subject_id", "subject_version"])


def _waiting_letters(items: Sequence[Equipment]) -> list[Message]:
    keys = {str(item.pk) for item in items}
    letters = lock_undoable_messages((EQUIPMENT_DECIDED,), {items[0].bearer.delegation.scope})
    return [letter for letter in letters if letter.subject_id in keys]
