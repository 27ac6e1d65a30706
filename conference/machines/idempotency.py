"""Do once what a machine asks for twice; its answer is kept for a day."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.machines.models import KeptAnswer, Machine
from conference.machines.problems import Problem

KEPT_FOR = timedelta(hours=24)
KEY = re.compile(r"[\x21-\x7e]{1,80}")


@dataclass(frozen=True)
class StoredAnswer:
    status: int
    body: str
    again: bool = False


def once(
    *, machine: Machine, key: str | None, address: str, body: bytes, status: int, act: Callable[[], str]
) -> StoredAnswer:
    """Do `act` unless it was done under this key; the answer is the same either way.

    Args:
        asked: Method and path.
        status: That of a success.
        act: Returns the answer's JSON. When it raises, nothing is kept, and the key may be used again.

    Raises:
        Problem: Without a proper key, and for a key used for something else.
    """
    if key is None or not KEY.fullmatch(key):
        message = _("Send an Idempotency-Key header that you generate, at most 80 characters, new for each request.")
        raise Problem(400, "idempotency-key", message)
    digest = hashlib.sha256(body).hexdigest()
    return _once(machine=machine, key=key, address=address[:200], digest=digest, status=status, act=act)


@lifecycle.use_case
def _once(*, machine: Machine, key: str, address: str, digest: str, status: int, act: Callable[[], str]) -> StoredAnswer:
    now = clock.now()
    ours = KeptAnswer.objects.filter(machine=machine, key=key)
    ours.filter(made_at__lte=now - KEPT_FOR).delete()
    # First of all, in the transaction of the act: whoever comes at the same time waits here for its end (PostgreSQL by the unique index,
    # SQLite because one writes at a time), and then finds the answer, or nothing if it failed.
    row = KeptAnswer(machine=machine, key=key, asked=address, body_hash=digest, made_at=now)
    KeptAnswer.objects.bulk_create([row], ignore_conflicts=True)
    stored = ours.order_by("pk").last()
    assert stored is not None
    if stored.status:
        if (stored.asked, stored.body_hash) != (address, digest):
            message = _("This idempotency key was already used for a different request. Nothing was done.")
            raise Problem(422, "idempotency-key-used", message)
        return StoredAnswer(stored.status, stored.answer, again=True)
    answer = act()
    KeptAnswer.objects.filter(pk=stored.pk).update(status=status, answer=answer)
    return StoredAnswer(status, answer)


def purge() -> int:
    return KeptAnswer.objects.filter(made_at__lte=clock.now() - KEPT_FOR).delete()[0]
