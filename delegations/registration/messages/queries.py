"""What the focal points of a delegation were sent, as their delegation reads it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.translation import gettext as _

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
class Page:
    """A page of messages, the newest first. `before` is the key before which the next one begins, None on the last."""

    lines: list[MessageRow]
    before: int | None


def sent_to(delegation: Delegation) -> QuerySet[Message]:
    """Return what was sent about the delegation to its focal points, present and former. Secrets in it are masked."""
    points = FocalPoint.objects.filter(delegation=delegation)
    return Message.objects.filter(scope=delegation.scope, state=State.SENT, user__in=points.values("user_id"))


def page(delegation: Delegation, user_id: int | None, *, before: int | None = None) -> Page:
    """Return the messages before the one with the key `before`, by the time that the page shows.

    Of what several focal points got, the reader's own copy. One query, one more for a further page.
    """
    rows = newest(sent_to(delegation), "created_at", before=before).defer("text", "html", "context", "sealed")
    found = list(rows[: READ_AT_MOST + 1])
    kept: dict[tuple[str, str, str, int], Message] = {}
    last = None
    for row in found[:READ_AT_MOST]:
        key = (row.kind, row.subject_type, row.subject_id, row.subject_version)
        if key not in kept and len(kept) == PAGE:
            break
        if key not in kept or row.user_id == user_id:
            kept[key] = row
        last = row.pk
    more = last is not None and last != found[-1].pk
    return Page(_lines(kept.values()), last if more else None)


def _lines(rows: Iterable[Message]) -> list[MessageRow]:
    return [MessageRow(row, registry.title_of(row.kind)) for row in rows]


def one_of(delegation: Delegation, pk: int) -> Message:
    """Return one of the delegation's. Raises NotFound, alike for none and for one of others."""
    found = sent_to(delegation).filter(pk=pk).first()
    if found is None:
        raise NotFound(_("There is no such message, or it is not yours."))
    return found
