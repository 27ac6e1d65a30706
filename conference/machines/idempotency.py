"""Act once for repeated requests of a machine; the answer is stored for a while."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from conference.core import clock, lifecycle
from conference.machines.models import KeptAnswer, Machine
from conference.machines.problems import Problem
from conference.retention import periods

KEY = re.compile(r"[\x21-\x7e]{1,80}")


@dataclass(frozen=True)
class StoredAnswer:
    status: int
    body: str
    is_repeated: bool = False


def act_once(
    *, machine: Machine, key: str | None, address: str, body: bytes, status: int, act: Callable[[], str]
) -> StoredAnswer:
    """Call `act`, or return its stored answer under this key. Raises Problem for an invalid key, or one of another request.

    Args:
        address: Method and path.
        status: Of a success.
        act: Returns the answer's JSON. When it raises, nothing is stored, and the key may be used again.
    """
    if key is None or not KEY.fullmatch(key):
        message = _("Send an Idempotency-Key header that you generate, at most 80 characters, new for each request.")
        raise Problem(400, "idempotency-key", message)
    request = (address[:200], hashlib.sha256(body).hexdigest())
    return _act_once(machine, key, request, status, act)


@lifecycle.use_case
def _act_once(
    machine: Machine, key: str, request: tuple[str, str], status: int, act: Callable[[], str]
) -> StoredAnswer:
    now = clock.now()
    answers = KeptAnswer.objects.filter(machine=machine, key=key)
    answers.filter(made_at__lte=periods.get_limit("api_responses", now)).delete()
    # Inserted before `act`, in its transaction: a simultaneous request waits at the unique index until it ends, and then finds the
    # answer, or nothing if it failed.
    answer = KeptAnswer(machine=machine, key=key, asked=request[0], body_hash=request[1], made_at=now)
    KeptAnswer.objects.bulk_create([answer], ignore_conflicts=True)
    stored = answers.order_by("pk").last()
    assert stored is not None
    if stored.status:
        if (stored.asked, stored.body_hash) != request:
            message = _("This idempotency key was already used for a different request. Nothing was done.")
            raise Problem(422, "idempotency-key-used", message)
        return StoredAnswer(stored.status, stored.answer, is_repeated=True)
    body = act()
    answers.update(status=status, answer=body)
    return StoredAnswer(status, body)


def due_answers(now: datetime) -> QuerySet[KeptAnswer]:
    return KeptAnswer.objects.filter(made_at__lte=periods.get_limit("api_responses", now))
