from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy

from conference.audit import sentences
from conference.core.undo import mails_wait
from conference.correspondence.outbox.actions import (
    Recipient,
    lock_undoable_messages,
    queue_messages,
    withdraw_messages,
)
from delegations.registration.delegations import notices
from delegations.registration.models import Circular, CircularFile, Delegation

sentences.register_sentences(
    {
        "circular.planned": gettext_lazy("%(who)s wrote a circular to be sent later: %(what)s"),
        "circular.called_off": gettext_lazy("%(who)s cancelled the circular %(what)s"),
    }
)
KINDS = {"pdf": "application/pdf", "jpg": "image/jpeg", "png": "image/png"}


def files_of(circular_id: str) -> Iterator[tuple[str, bytes, str]]:
    for attachment in CircularFile.objects.filter(circular=int(circular_id)):
        with attachment.file.open("rb") as file:
            yield attachment.name, file.read(), KINDS[str(attachment.file.name).rpartition(".")[2]]


CIRCULAR = notices.declare_notice(
    "circular", gettext_lazy("Circular to focal points"), ["headline", "paragraphs"], files=files_of
)


def queue_circular(circular: Circular, delegation: Delegation, to: list[Recipient], context: Mapping[str, Any]) -> int:
    """Queue one mail to each of `to`, once for each circular, and return how many were new. They wait while it can be cancelled."""
    after = mails_wait() if circular.send_at is None else timedelta()
    return queue_messages(
        CIRCULAR, subject=circular, to=to, context=context, version=0, scope=delegation.scope, after=after
    )


def withdraw_circular(circular: Circular) -> bool:
    """Cancel all mails of a circular that was sent just now. Return False, and cancel none, if one has been sent."""
    scopes = {delegation.scope for delegation in circular.delegations.select_related("party")}
    mails = [mail for mail in lock_undoable_messages((CIRCULAR,), scopes) if mail.subject_id == str(circular.pk)]
    if len(mails) < circular.recipients:
        return False
    withdraw_messages(mails)
    return True
