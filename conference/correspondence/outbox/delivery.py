"""Deliver due messages: hand over to workers, lease, send, and settle each kind of failure.

A conditional UPDATE leases a row to one worker. It is sent outside any transaction, and the outcome is written at once, only while the
lease is held. A dead worker's rows are due again after OUTBOX_LEASE or OUTBOX_HANDED seconds, whichever is later: nothing is lost, and
one message at most is sent twice, with the same Message-ID. Waiting is a column (`not_before`), never a delayed task.
"""

import logging
import random
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from conference.core import clock
from conference.correspondence.letters import letter
from conference.correspondence.letters.plain_text import one_line
from conference.correspondence.models import Attempt, Message, Outcome, State
from conference.correspondence.outbox.leases import Lease, left_ahead, lockable
from conference.correspondence.outbox.smtp_connection import SmtpConnection, Unreachable, Verdict
from conference.models import Conference, InstallationState, current_conference
from conference.ops import installation

log = logging.getLogger(__name__)
MOST_AT_ONCE = 2000  # beat relays again in seconds
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(hours=1)
# A message that may have arrived is not sent again at once.
UNKNOWN_WAIT = timedelta(minutes=5)
SERVER_WAIT = timedelta(seconds=30)
# After so many lost connections in a row the server is at fault.
ENOUGH_LOST = 3


# ---- handing over ----------------------------------------------------------------------------------------------------
def hand_over(send: Callable[[list[int]], Any]) -> int:
    """Mark due messages as handed over and give them to `send` in batches of keys. Return how many.

    After OUTBOX_HANDED seconds they are handed over again; a second delivery finds them leased. When `send` raises, the rest is unmarked
    for the next relay.
    """
    if not installation.confirm():
        log.warning("Letters wait: this database is a restored copy. ./run report_backup --restored says what to do.")
        return 0
    if not Conference.objects.exists():
        log.warning("Letters wait until the conference is entered in the admin.")
        return 0
    now = timezone.now()
    ids = _mark_handed(now)
    count = 0
    try:
        for start in range(0, len(ids), settings.OUTBOX_BATCH):
            batch = ids[start : start + settings.OUTBOX_BATCH]
            send(batch)
            count += len(batch)
    finally:
        if count < len(ids):
            Message.objects.filter(pk__in=ids[count:], handed_at=now).update(handed_at=None)
    return count


def _mark_handed(now: datetime) -> list[int]:
    handed = timedelta(seconds=settings.OUTBOX_HANDED)
    # One that was handed over in the future was so before the clock was set back.
    free = Q(handed_at__isnull=True) | Q(handed_at__lte=now - handed) | Q(handed_at__gt=now + handed)
    with transaction.atomic():
        rows = lockable().filter(free).values_list("pk", flat=True)
        # Three queries, since each walks indexes of its own.
        waiting = rows.filter(state=State.QUEUED, not_before__lte=now).order_by("not_before", "pk")[:MOST_AT_ONCE]
        lapsed = rows.filter(state=State.SENDING, lease_until__lte=now).order_by("lease_until", "pk")[:MOST_AT_ONCE]
        ids = list(dict.fromkeys([*lapsed, *waiting, *rows.filter(left_ahead(now)).order_by("pk")[:MOST_AT_ONCE]]))
        Message.objects.filter(pk__in=ids).update(handed_at=now)
    return ids


# ---- delivering ------------------------------------------------------------------------------------------------------
def deliver(ids: Sequence[int]) -> int:
    """Send those of `ids` that are due and not leased, over one connection. Return how many were sent."""
    if installation.read_status() != InstallationState.LIVE:
        return 0
    conference = current_conference()  # before anything is leased: without it no letter can be written
    lease = Lease(ids)
    if not lease.rows:
        return 0
    sent = lost = 0
    try:
        with SmtpConnection() as line, lease.renewed(line.break_off):
            for message in lease.rows:
                if not lease.holds(message):
                    continue
                verdict = send_message(message, conference, line)
                record_verdict(lease, message, verdict)
                sent += verdict.outcome == Outcome.SENT
                lost = lost + 1 if verdict.lost else 0
                if lost >= ENOUGH_LOST:
                    raise Unreachable(verdict.answer)
    except Unreachable as problem:
        _postpone(lease, str(problem))
    finally:
        lease.give_back()
    return sent


def send_message(message: Message, conference: Conference, line: SmtpConnection) -> Verdict:
    try:
        mail = letter.compose(message, conference)
    except letter.NoAddress as problem:
        return Verdict(Outcome.REJECTED, str(problem))
    except Exception as problem:  # whatever a template does, it fails its own message and no other
        log.exception("message %s (%s) could not be written", message.pk, message.kind)
        return Verdict(Outcome.BROKEN, f"{type(problem).__name__}: {problem}")
    try:
        return line.send(mail)
    except Unreachable as problem:
        Attempt.objects.create(
            message=message, at=clock.now(), outcome=Outcome.TRANSIENT, said=one_line(str(problem))[:300]
        )
        raise


def record_verdict(lease: Lease, message: Message, verdict: Verdict) -> None:
    """Write how the try ended, while the lease is still ours; the `Attempt` in any case."""
    tries, now = message.attempts + 1, timezone.now()
    texts = {"subject_line": message.subject_line, "text": message.text, "html": message.html}
    values: dict[str, Any] = {
        "attempts": tries,
        "last_error": "" if verdict.outcome == Outcome.SENT else verdict.answer,
    }
    if verdict.outcome == Outcome.SENT:
        values |= {"state": State.SENT, "sealed": "", "ended_at": clock.now()}
    elif verdict.outcome in {Outcome.REJECTED, Outcome.BROKEN} or tries >= settings.OUTBOX_TRIES:
        values |= {"state": State.FAILED, "ended_at": clock.now()}
    else:
        values |= {"state": State.QUEUED, "not_before": now + retry_delay(tries, verdict.outcome)}
    with transaction.atomic():
        ours = lease.end(message, **values, **texts)
        Attempt.objects.create(message=message, at=clock.now(), outcome=verdict.outcome, said=verdict.answer)
    if not ours:
        log.warning("message %s: the lease ran out while it was being sent (%s)", message.pk, verdict.outcome)


def retry_delay(tries: int, outcome: str) -> timedelta:
    """Return the wait after the n-th try: doubling, at most an hour, ± a fifth so that not all come at once."""
    least = UNKNOWN_WAIT if outcome == Outcome.TIMEOUT else FIRST_WAIT
    doubled: timedelta = min(least * 2 ** min(tries - 1, 20), LONGEST_WAIT)
    return doubled * random.uniform(0.8, 1.2)  # noqa: S311 (no secret)


def _postpone(lease: Lease, answer: str) -> None:
    """Postpone everything due, not counting a try: the server can't be used."""
    now = timezone.now()
    later = {"not_before": now + SERVER_WAIT * random.uniform(1, 2), "last_error": one_line(answer)[:300]}  # noqa: S311 (no secret)
    lease.give_back(**later)
    Message.objects.filter(state=State.QUEUED, not_before__lte=now).update(handed_at=None, **later)
