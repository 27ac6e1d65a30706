"""From a due row to the mail server and back: handing over, leasing, sending, and what follows from each kind of failure.

A row is leased by one conditional UPDATE, so of all who try one wins; it is sent outside any transaction; the outcome is written only
while the lease is still one's own. A worker that dies leaves a lease behind which runs out, and the row is due again: nothing is lost,
and what was sent twice carries the same Message-ID. Waiting is a column (`not_before`), never a delayed task.
"""

from __future__ import annotations

import logging
import random
import uuid
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Q
from django.utils import timezone

from conference import clock
from conference.correspondence import letter
from conference.correspondence.line import Line, Unreachable, Verdict
from conference.correspondence.models import Attempt, Message, Outcome, State
from conference.models import Conference, current_conference

log = logging.getLogger(__name__)
# A relay looks again in a few seconds, so one look need not take everything.
MOST_AT_ONCE = 2000
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
# A message that may have arrived is not sent again at once.
UNKNOWN_WAIT = timedelta(minutes=5)
SERVER_WAIT = timedelta(seconds=30)
# So many lost connections in a row are the server's fault, not the messages'.
ENOUGH_LOST = 3


def due(now: datetime) -> Q:
    """Rows that may be leased at `now` (the machine's time): waiting ones whose hour has come, and those whose lease has run out."""
    return Q(state=State.QUEUED, not_before__lte=now) | Q(state=State.SENDING, lease_until__lte=now)


# ---- handing over ----------------------------------------------------------------------------------------------------
def hand_over(send: Callable[[list[int]], Any]) -> int:
    """Marks what is due as handed over and gives it to `send` in batches of keys. Returns how many were given.

    What is not delivered within OUTBOX_HANDED seconds is handed over again; a second delivery finds the lease taken and does nothing.
    When `send` raises, what is left is unmarked, so that the next relay has it at once, and the error passes.
    """
    now = timezone.now()
    ids = _mark_handed(now)
    given = 0
    try:
        for start in range(0, len(ids), settings.OUTBOX_BATCH):
            batch = ids[start : start + settings.OUTBOX_BATCH]
            send(batch)
            given += len(batch)
    finally:
        if given < len(ids):
            Message.objects.filter(pk__in=ids[given:], handed_at=now).update(handed_at=None)
    return given


def _mark_handed(now: datetime) -> list[int]:
    free = Q(handed_at__isnull=True) | Q(handed_at__lte=now - timedelta(seconds=settings.OUTBOX_HANDED))
    skip = connection.features.has_select_for_update_skip_locked
    with transaction.atomic():
        rows = Message.objects.select_for_update(skip_locked=skip).filter(free).values_list("pk", flat=True)
        # Two questions, because each is one walk along an index of its own.
        waiting = rows.filter(state=State.QUEUED, not_before__lte=now).order_by("not_before", "pk")[:MOST_AT_ONCE]
        lapsed = rows.filter(state=State.SENDING, lease_until__lte=now).order_by("lease_until", "pk")[:MOST_AT_ONCE]
        ids = [*lapsed, *waiting]
        Message.objects.filter(pk__in=ids).update(handed_at=now)
    return ids


# ---- delivering ------------------------------------------------------------------------------------------------------
def deliver(ids: Sequence[int]) -> int:
    """Sends those of `ids` that are due and that nobody else has leased, over one connection. Returns how many were sent."""
    sent = lost = 0
    conference = current_conference()
    with Line() as line:
        for pk in ids:
            message = take(pk)
            if message is None:
                continue
            try:
                verdict = _send(message, conference, line)
            except Unreachable as problem:
                _give_back(message, str(problem))
                _postpone(str(problem))
                break
            _settle(message, verdict)
            sent += verdict.outcome == Outcome.SENT
            lost = lost + 1 if verdict.lost else 0
            if lost >= ENOUGH_LOST:
                _postpone(verdict.said)
                break
    return sent


def take(pk: int) -> Message | None:
    """Leases one row for OUTBOX_LEASE seconds. Returns it as it then is, or None when it is not due or somebody else was faster."""
    now, lease = timezone.now(), uuid.uuid4()
    until = now + timedelta(seconds=settings.OUTBOX_LEASE)
    if not Message.objects.filter(due(now), pk=pk).update(state=State.SENDING, lease=lease, lease_until=until):
        return None
    # Without `sealed`: one that can't be opened must fail alone, inside _send.
    return Message.objects.defer("sealed").filter(pk=pk, lease=lease).first()


def _send(message: Message, conference: Conference, line: Line) -> Verdict:
    try:
        mail = letter.compose(message, conference)
    except letter.NoAddress as problem:
        return Verdict(Outcome.REJECTED, str(problem))
    except Exception as problem:  # whatever a template does, it fails its own message and no other
        log.exception("message %s (%s) could not be written", message.pk, message.kind)
        return Verdict(Outcome.BROKEN, f"{type(problem).__name__}: {problem}")
    return line.send(mail)


def _settle(message: Message, verdict: Verdict) -> None:
    """Writes how the try ended, while the lease is still ours; the try itself is written in any case."""
    tries, now = message.attempts + 1, timezone.now()
    values: dict[str, Any] = {"attempts": tries, "last_error": "" if verdict.outcome == Outcome.SENT else verdict.said}
    if verdict.outcome == Outcome.SENT:
        values |= {"state": State.SENT, "sealed": "", "ended_at": clock.now()}
    elif verdict.outcome in {Outcome.REJECTED, Outcome.BROKEN} or tries >= settings.OUTBOX_TRIES:
        values |= {"state": State.FAILED, "ended_at": clock.now()}
    else:
        values |= {"state": State.QUEUED, "not_before": now + wait(tries, verdict.outcome)}
    _let_go(message, verdict, values)


def wait(tries: int, outcome: str) -> timedelta:
    """How long to wait after the n-th try: twice as long each time, an hour at most, give or take a fifth so that not all come at once."""
    least = UNKNOWN_WAIT if outcome == Outcome.TIMEOUT else FIRST_WAIT
    doubled: timedelta = min(least * 2 ** min(tries - 1, 20), LONGEST_WAIT)
    return doubled * random.uniform(0.8, 1.2)  # noqa: S311 (no secret)


def _give_back(message: Message, said: str) -> None:
    """The server could not be reached at all: the message waits and pays no try."""
    values = {"state": State.QUEUED, "not_before": timezone.now() + SERVER_WAIT, "last_error": said}
    _let_go(message, Verdict(Outcome.TRANSIENT, said), values)


def _let_go(message: Message, verdict: Verdict, values: dict[str, Any]) -> None:
    kept = {"subject_line": message.subject_line, "text": message.text, "html": message.html}
    free = {"lease": None, "lease_until": None, "handed_at": None}
    with transaction.atomic():
        mine = Message.objects.filter(pk=message.pk, state=State.SENDING, lease=message.lease)
        ours = mine.update(**values, **kept, **free)
        Attempt.objects.create(message_id=message.pk, at=clock.now(), outcome=verdict.outcome, said=verdict.said)
    if not ours:
        log.warning("message %s: the lease ran out while it was being sent (%s)", message.pk, verdict.outcome)


def _postpone(said: str) -> None:
    """Everything that is due goes to the same server, so all of it waits: one look at a failing server, not one a message."""
    now = timezone.now()
    later = now + SERVER_WAIT * random.uniform(1, 2)  # noqa: S311 (no secret)
    Message.objects.filter(state=State.QUEUED, not_before__lte=now).update(
        not_before=later, handed_at=None, last_error=said
    )
