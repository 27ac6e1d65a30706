"""Lease rows of the outbox to one worker for a while.

A commit costs more than sending, so one conditional UPDATE leases a batch, and each row to one worker. A lease is short, so that a dead
worker's rows are soon sent by another; a thread renews it while a slow server answers. A worker that cannot renew stops sending before
the lease ends.
"""

import logging
import threading
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import Error, connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from conference.correspondence.models import Message, State

log = logging.getLogger(__name__)
RENEWALS = 5  # before a lease would end: one that fails can be tried again
FREE: dict[str, None] = {"lease": None, "lease_until": None, "handed_at": None}


def due(now: datetime) -> Q:
    """Return which rows may be leased at `now` (the machine's time): due ones, and those whose lease ran out."""
    return Q(state=State.QUEUED, not_before__lte=now) | Q(state=State.SENDING, lease_until__lte=now) | left_ahead(now)


def left_ahead(now: datetime) -> Q:
    """Return which rows would wait until the machine's clock, which was set back, has come to their time again.

    A lease longer than any; and what was queued to be sent at once, in the future. What waited for another reason waits longer.
    """
    ahead = now + timedelta(seconds=2 * settings.OUTBOX_LEASE)
    queued_at = F("created_at") - settings.CLOCK_OFFSET
    moment = timedelta(seconds=1)
    return Q(state=State.SENDING, lease_until__gt=ahead) | Q(
        state=State.QUEUED,
        created_at__gt=ahead + settings.CLOCK_OFFSET,
        not_before__range=(queued_at - moment, queued_at + moment),
    )


def lockable() -> QuerySet[Message]:
    """Return the messages, to be locked, without those that another worker has locked."""
    return Message.objects.select_for_update(skip_locked=True)


class Lease:
    """A lease of those of `ids` that are due and free, for OUTBOX_LEASE seconds from leasing or renewing.

    `rows` are the messages, in the order of `ids`, without `sealed`, since one that cannot be decrypted must fail alone.
    """

    def __init__(self, ids: Sequence[int]) -> None:
        self.token = uuid.uuid4()
        self._renew_at = self._ends_at = 0.0
        self._lost = False
        with transaction.atomic():
            now = timezone.now()
            free = list(lockable().filter(due(now), pk__in=ids).order_by("pk").values_list("pk", flat=True))
            self.extend_lease(Message.objects.filter(due(now), pk__in=free), state=State.SENDING, lease=self.token)
        messages = self._mine().defer("sealed").in_bulk() if free else {}
        self.rows = [messages[pk] for pk in dict.fromkeys(ids) if pk in messages]
        self._left = set(messages)

    def _mine(self) -> QuerySet[Message]:
        return Message.objects.filter(state=State.SENDING, lease=self.token)

    def extend_lease(self, rows: QuerySet[Message], **values: Any) -> int:
        # Measured from before the UPDATE, so that the worker's lease never seems longer than it is.
        begins = time.monotonic()
        count = rows.update(lease_until=timezone.now() + timedelta(seconds=settings.OUTBOX_LEASE), **values)
        self._renew_at, self._ends_at = begins + settings.OUTBOX_LEASE / 2, begins + settings.OUTBOX_LEASE
        return count

    def holds(self, message: Message) -> bool:
        """Return whether at least half the lease is left, renewed if need be."""
        if self._lost:
            return False
        if time.monotonic() >= self._renew_at:
            self.extend_lease(self._mine())
            self._left = set(self._mine().values_list("pk", flat=True))
        return message.pk in self._left

    def end(self, message: Message, **values: Any) -> bool:
        """Write what became of a message and release it. Return False, writing nothing, when the lease had run out."""
        self._left.discard(message.pk)
        return bool(self._mine().filter(pk=message.pk).update(**FREE, **values))

    def give_back(self, **values: Any) -> None:
        """Release the messages that were not tried, which are queued again with `values`."""
        if self._left:
            self._mine().filter(pk__in=self._left).update(state=State.QUEUED, **FREE, **values)
            self._left = set()

    @contextmanager
    def renewed(self, lost: Callable[[], None]) -> Iterator[None]:
        """Renew the lease by a thread while the block runs.

        Args:
            lost: Called by that thread when another worker has a row, or when the database did not answer until shortly before the lease
                ends. It must end the sending.
        """
        over = threading.Event()
        thread = threading.Thread(target=self._renew, args=(over, lost), name="renew the lease", daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _renew(self, over: threading.Event, lost: Callable[[], None]) -> None:
        between = settings.OUTBOX_LEASE / RENEWALS
        try:
            while not over.wait(between):
                if not self._renewed() or time.monotonic() + between >= self._ends_at:
                    log.warning("a lease of the outbox could not be renewed: its sending is broken off")
                    self._lost = True
                    lost()
                    return
        finally:
            connection.close()

    def _renewed(self) -> bool:
        """Renew once. Return False when another has a row; True, without renewing, when the database is away."""
        try:
            count = self.extend_lease(self._mine())
        except Error as problem:
            log.warning("a lease of the outbox was not renewed: %s", problem)
            connection.close()
            return True
        # Compared afterwards: a message that ended meanwhile is no longer among those left.
        return count >= len(self._left)
