"""Persons whose period is over are erased by the purge."""

from datetime import datetime
from functools import partial

from conference.erasure import actions
from conference.retention.purging import PurgeTask, tasks


def _count_due(kind: str, now: datetime) -> int:
    return sum(1 for _person in actions.find_due(kind, now))


for name, kind in {"persons": "people", "accounts": "accounts", "guests from outside": "outside_guests"}.items():
    tasks.add(name, PurgeTask(kind, partial(_count_due, kind), partial(actions.erase_due, kind)))
