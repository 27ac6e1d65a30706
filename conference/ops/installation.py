"""Whether this database is the one on which the conference runs, or a restored copy of it.

The one row of `Installation` names the place in which it was last confirmed: the cluster's system identifier and the oids of the database
and of the row's own table. A dump carries the row but none of these, so a database that was loaded from one is seen, also in the place of
the former. Files of a cluster carry all of them: that data were set back is then seen by the broker, which keeps the number of the last
audit entry. A failover to a replica raises the timeline and sets nothing back, so nobody is asked.

A copy of a cluster's files that starts beside an empty broker on the same timeline is not seen; its operator has to say it
(docs/operating.md). Only production asks (INSTALLATION_CHECKED).
"""

import time
from contextlib import suppress
from datetime import timedelta
from typing import NamedTuple

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from redis import Redis
from redis.exceptions import RedisError

from conference.audit.models import Head
from conference.core.errors import UserError
from conference.models import Installation, InstallationState

CHECK_FOR = 5.0  # s that a process relies on the last answer
SEEN_EVERY = timedelta(minutes=1)
BROKER_PATIENCE = 2.0  # s
PLACE = """
SELECT (SELECT system_identifier FROM pg_control_system()) || ':' || (SELECT oid FROM pg_database WHERE datname = current_database())
    || ':' || 'conference_installation'::regclass::oid, (SELECT timeline_id FROM pg_control_checkpoint())
"""

type Status = InstallationState
_cached: tuple[float, Status] = (0.0, InstallationState.LIVE)


class Place(NamedTuple):
    """Where a database lies: by what a dump does not carry, and by the timeline, which rises with every recovery."""

    identity: str
    timeline: int


class RestoredCopy(UserError):
    status = 503
    title = gettext_lazy("Restored copy")


def read_place() -> Place:
    with connection.cursor() as cursor:
        cursor.execute(PLACE)
        return Place(*cursor.fetchone())


def read_status() -> Status:
    """Return what this database is now: LIVE, RESTORED while nobody has said which copy it is, or TRIAL. Two queries."""
    row = Installation.objects.filter(pk=1).first() if settings.INSTALLATION_CHECKED else None
    if row is None or row.state != InstallationState.LIVE:
        return InstallationState(row.state) if row else InstallationState.LIVE
    # A timeline that rose is confirmed by the next relay, within seconds.
    return InstallationState.LIVE if (row.identity, row.timeline) == read_place() else InstallationState.RESTORED


def current_status() -> Status:
    """Return what `read_status` does, read once in CHECK_FOR."""
    global _cached
    if not settings.INSTALLATION_CHECKED:
        return InstallationState.LIVE
    until, status = _cached
    if time.monotonic() >= until:
        status = read_status()
        _cached = (time.monotonic() + CHECK_FOR, status)
    return status


def forget_status() -> None:
    global _cached
    _cached = (0.0, InstallationState.LIVE)


def is_muted() -> bool:
    """Return whether nothing may be sent, signed or synchronized here."""
    return current_status() != InstallationState.LIVE


def require_live() -> None:
    """Raise RestoredCopy where nothing may be sent, signed or synchronized."""
    if is_muted():
        raise RestoredCopy(
            _(
                "This is a restored copy. Nothing is sent or signed, and no device is answered, until the secretariat has declared what "
                "it is."
            )
        )


def confirm() -> bool:
    """Return whether this is the database on which the conference runs, and note it. Called before each relay of the outbox.

    The first call, on a new database, writes the row. One on a copy notes when it was found.
    """
    if not settings.INSTALLATION_CHECKED:
        return True
    row = Installation.objects.filter(pk=1).first()
    # Read before the number of the last entry, which another process may raise and keep in between.
    kept = _number_kept_outside(row.key) if row else None
    place, now = read_place(), timezone.now()
    number = Head.objects.values_list("number", flat=True).first() or 0
    if row is None:
        row = Installation(pk=1, **place._asdict(), seen_at=now)
        Installation.objects.bulk_create([row], ignore_conflicts=True)
    elif row.state != InstallationState.LIVE:
        return False
    elif _is_copy(row, place, number, kept):
        Installation.objects.filter(pk=1, state=InstallationState.LIVE).update(
            state=InstallationState.RESTORED, found_at=now
        )
        forget_status()
        return False
    elif row.timeline != place.timeline or now - row.seen_at > SEEN_EVERY:
        Installation.objects.filter(pk=1, key=row.key).update(timeline=place.timeline, seen_at=now)
    _keep_number_outside(row.key, number)
    return True


def _is_copy(row: Installation, place: Place, number: int, kept: int | None) -> bool:
    if row.identity != place.identity:
        return True
    is_set_back = kept is not None and number < kept
    return is_set_back or (row.timeline != place.timeline and kept is None)


# The broker is in no copy of the database. Without it nothing is known, and nothing is relayed either.
def _broker() -> Redis:
    return Redis.from_url(
        settings.CELERY_BROKER_URL, socket_connect_timeout=BROKER_PATIENCE, socket_timeout=BROKER_PATIENCE
    )


def _number_kept_outside(key: str) -> int | None:
    with suppress(RedisError, ValueError), _broker() as broker:
        value = broker.get(f"plenipo:{key}")
        return int(str(value, "ascii")) if isinstance(value, bytes) else None
    return None


def _keep_number_outside(key: str, number: int) -> None:
    with suppress(RedisError), _broker() as broker:
        broker.set(f"plenipo:{key}", number)
