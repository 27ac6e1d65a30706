import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Count, Max, Min, Q, QuerySet, Value
from django.db.models.functions import StrIndex, Substr
from django.utils import timezone
from django.utils.translation import gettext as _

from conference.core import clock
from conference.core.errors import NotFound
from conference.correspondence.models import NO_SCOPE, Message, State
from conference.db.newest import newest

PAGE = 50
# How long a message may wait before somebody should know.
PATIENCE = timedelta(minutes=5)
# What a list shows of a message: neither its texts nor what is sealed.
LISTED = (
    "kind",
    "recipient",
    "recipient_name",
    "subject_line",
    "state",
    "scope",
    "created_at",
    "attempts",
    "last_error",
)


@dataclass(frozen=True)
class MessageFilter:
    state: str = ""
    kind: str = ""
    q: str = ""
    domain: str = ""


def find_messages(sought: MessageFilter, before: int | None = None) -> tuple[list[Message], int | None]:
    """Return a page of messages, the newest first, and the key of the next page or None. One query, two for a further page."""
    page = list(newest(_found(sought), "created_at", before=before).only(*LISTED)[: PAGE + 1])
    return page[:PAGE], page[PAGE - 1].pk if len(page) > PAGE else None


def _found(sought: MessageFilter) -> QuerySet[Message]:
    rows = Message.objects.all()
    if sought.state in State.values:
        rows = rows.filter(state=sought.state)
    if sought.kind:
        rows = rows.filter(kind=sought.kind)
    if sought.domain:
        rows = rows.filter(recipient__endswith=f"@{sought.domain.lower()}")
    if sought.q:
        wanted = Q(recipient__icontains=sought.q) | Q(recipient_name__icontains=sought.q)
        rows = rows.filter(wanted | _with_reference(sought.q))
    return rows


def _with_reference(text: str) -> Q:
    """Match the message of that reference, whole: by its number alone it would be another delegation's."""
    parts = re.fullmatch(r"(\S+)-([0-9]{1,12})", text)
    if not parts:
        return Q(pk__in=())
    scope = Q(scope="") if parts[1].upper() == NO_SCOPE else Q(scope__iexact=parts[1])
    return scope & Q(pk=int(parts[2]))


def count_by_state() -> dict[str, int]:
    return count_states(states())


def states() -> QuerySet[Any, tuple[str, int]]:
    return Message.objects.order_by().values_list("state").annotate(Count("pk"))


def count_states(rows: Iterable[tuple[str, int]]) -> dict[str, int]:
    """Return how many messages are in each state, from the rows of `states`."""
    numbers = dict(rows)
    return {state: numbers.get(state, 0) for state in State.values}


def message(pk: int) -> Message:
    """Return a message with its tries, without sealed values; raise NotFound. Two queries."""
    row = Message.objects.defer("sealed").prefetch_related("tries").filter(pk=pk).first()
    if row is None:
        raise NotFound(_("There is no such message."))
    return row


def next_try(row: Message) -> datetime | None:
    return row.not_before + settings.CLOCK_OFFSET if row.state == State.QUEUED else None


@dataclass(frozen=True)
class Failures:
    kind: str
    domain: str
    count: int
    since: datetime
    answer: str


def failure_rows() -> QuerySet[Any, tuple[Any, ...]]:
    """Return the query set of which `group_failures` makes the failures not sent again or settled."""
    domain = Substr("recipient", StrIndex("recipient", Value("@")) + Value(1))
    return (
        Message.objects.filter(state=State.FAILED)
        .order_by()
        .annotate(domain=domain)
        .values_list("kind", "domain")
        .annotate(Count("pk"), Min("ended_at"), Max("last_error"))
    )


def group_failures(rows: Iterable[tuple[Any, ...]]) -> list[Failures]:
    """Return failures by kind and domain, the most first."""
    return sorted((Failures(*row) for row in rows), key=lambda group: (-group.count, group.kind, group.domain))


@dataclass(frozen=True)
class OverdueMessages:
    count: int
    since: datetime
    answer: str


def overdue_rows() -> QuerySet[Any, tuple[Any, ...]]:
    """Return what waits longer than PATIENCE, by both clocks: the values of one Overdue, or none.

    A message just sent again by staff is not late; one put off again and again is, and says why.
    """
    now = timezone.now()
    late = Q(not_before__lte=now - PATIENCE) | ~Q(last_error="")
    rows = Message.objects.filter(late, state__in=[State.QUEUED, State.SENDING], created_at__lte=clock.now() - PATIENCE)
    in_one = rows.order_by().annotate(any_row=Value(1)).values("any_row")
    numbers = in_one.annotate(n=Count("pk"), since=Min("created_at"), answer=Max("last_error"))
    return numbers.filter(n__gt=0).values_list("n", "since", "answer")
