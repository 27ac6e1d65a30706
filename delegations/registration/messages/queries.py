"""What the focal points of a delegation were sent, as their delegation reads it."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference.core.access import Actor
from conference.core.errors import NotFound
from conference.correspondence.letters import registry
from conference.correspondence.models import Message, State
from conference.db.newest import newest
from delegations.registration.models import Delegation, FocalPoint

PAGE = 50
# Read at once: a message goes to each focal point, and is one line.
READ_AT_MOST = 400


@dataclass(frozen=True)
class MessageRow:
    message: Message
    title: str


@dataclass(frozen=True)
class MessagePage:
    """A page of messages, the newest first. `before` is the key before which the next one begins, None on the last."""

    rows: list[MessageRow]
    before: int | None


def sent_to(delegation: Delegation, reader: Actor) -> QuerySet[Message]:
    """Return what was sent about the delegation to its focal points, present and former. Secrets in it are masked.

    Args:
        reader: A focal point, who reads all, or staff, who read what they may at the desk too.
    """
    points = FocalPoint.objects.filter(delegation=delegation)
    hidden = frozenset[str]() if delegation.is_mine else registry.hidden_kinds(reader)
    return Message.objects.exclude(kind__in=hidden).filter(
        scope=delegation.scope, state=State.SENT, user__in=points.values("user_id")
    )


def get_page(delegation: Delegation, reader: Actor, *, before: int | None = None) -> MessagePage:
    """Return the messages before the one with the key `before`, by the time that the page shows.

    Of the copies that several focal points received, the reader's own is listed. One query, one more for a further page.
    """
    copies = newest(sent_to(delegation, reader), "created_at", before=before).defer("text", "html", "context", "sealed")
    read = list(copies[: READ_AT_MOST + 1])
    messages: dict[tuple[str, str, str, int], Message] = {}
    last = None
    for message in read[:READ_AT_MOST]:
        key = (message.kind, message.subject_type, message.subject_id, message.subject_version)
        if key not in messages and len(messages) == PAGE:
            break
        if key not in messages or message.user_id == reader.user_id:
            messages[key] = message
        last = message.pk
    has_more = last is not None and last != read[-1].pk
    rows = [MessageRow(message, registry.title_of(message.kind)) for message in messages.values()]
    return MessagePage(rows, last if has_more else None)


def get_message(delegation: Delegation, pk: int, reader: Actor) -> Message:
    """Return a message of the delegation. Raises NotFound both for one that does not exist and for another delegation's."""
    message = sent_to(delegation, reader).filter(pk=pk).first()
    if message is None:
        raise NotFound(_("There is no such message, or it is not yours."))
    return message
