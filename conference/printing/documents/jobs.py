"""Jobs by which workers make files: who has one, until when, and how it ends.

A kind is a model below `models.Job`; its app makes the file. Leases use the machine's clock, what people read the conference's.
"""

import logging
import uuid
from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from conference.core import clock, reasons
from conference.core.access import Actor
from conference.core.errors import NotPossible, UserError
from conference.files import stored_files
from conference.files.disk import DiskFull, is_disk_full
from conference.printing.models import FOLDER, Job

LEASE = timedelta(minutes=2)  # renewed with each chunk of badges, which takes seconds
KEPT = timedelta(hours=24)
GIVE_UP = timedelta(hours=1)  # a job that kills its worker again and again would never end

FAILED, GIVEN_UP = "job.failed", "job.given_up"
reasons.register_reasons(
    {
        FAILED: gettext_lazy(
            "The server could not produce the file. The system administrator can find the cause in the server log."
        ),
        GIVEN_UP: gettext_lazy(
            "This batch was not finished within an hour. The system administrator can find the cause in the server log."
        ),
    }
)
log = logging.getLogger(__name__)


def _no_more(problem: UserError) -> Mapping[str, Any]:
    return {}


def run[J: Job](
    kind: type[J],
    job_id: int,
    make: Callable[[J, Actor], None],
    more: Callable[[UserError], Mapping[str, Any]] = _no_more,
) -> bool:
    """Make the job, if it waits or its worker has died. Return False when it is taken or done.

    What prevents it is written to the job in its owner's language. When the database is away it is taken up again after its lease.

    Args:
        make: Called with the job and its owner as they are now.
        more: Gives further columns of a failed job.
    """
    job = lease_job(kind, job_id)
    if job is None:
        return False
    owner: Any = job.owner
    with translation.override(job.spoken):
        try:
            make(job, Actor(owner.pk, str(owner), owner.roles, rights=owner.rights))
        except UserError as problem:
            reason = DiskFull() if is_disk_full(problem) else problem
            end_job(job, "failed", problem=str(reason)[:500], **more(problem))
        except (OperationalError, InterfaceError):
            raise
        except Exception as problem:
            # A full disk, a broken photo: it would fail again every half minute, unseen by its owner.
            log.exception("%s %s failed", kind.__name__, job.pk)
            end_job(job, "failed", problem=str(DiskFull()) if is_disk_full(problem) else FAILED)
    return True


def new_lease() -> dict[str, Any]:
    return {"lease": uuid.uuid4(), "lease_until": timezone.now() + LEASE}


def keep_file(path: Path) -> str:
    with path.open("rb") as made:
        return default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}.pdf", File(made))


def renew(job: Job, done: int) -> None:
    mine(job).update(done=done, lease_until=timezone.now() + LEASE)


def finish(job: Job, **fields: Any) -> None:
    """Mark it ready; raise NotPossible when another worker has it."""
    if not end_job(job, "ready", **fields):
        raise NotPossible(_("Another worker has taken this batch."))


def find_waiting(kind: type[Job]) -> list[int]:
    """Return the keys of jobs that wait or whose worker has died."""
    return list(_open(kind).order_by("pk").values_list("pk", flat=True))


def mine[J: Job](job: J) -> QuerySet[J]:
    kind = type(job)
    return kind._default_manager.filter(pk=job.pk, state="running", lease=job.lease)


@transaction.atomic
def lease_job[J: Job](kind: type[J], job_id: int) -> J | None:
    """Lease a job by a conditional UPDATE, so that one of two workers gets it."""
    count = _open(kind).filter(pk=job_id).update(state="running", done=0, **new_lease())
    return kind._default_manager.select_related("owner").get(pk=job_id) if count else None


def end_job(job: Job, state: str, **fields: Any) -> int:
    """End the job while this worker has it. Return how many, 0 or 1."""
    now = clock.now()
    return mine(job).update(state=state, ended_at=now, expires_at=now + KEPT, lease=None, lease_until=None, **fields)


def give_up(kind: type[Job]) -> int:
    """End jobs not finished within GIVE_UP, as each worker died. Return how many."""
    dead = kind._default_manager.filter(
        state="running", lease_until__lt=timezone.now(), created_at__lt=clock.now() - GIVE_UP
    )
    hopeless = list(dead.select_related("owner"))
    for job in hopeless:
        log.error("%s %s was given up: every worker that took it died", kind.__name__, job.pk)
        end_job(job, "failed", problem=GIVEN_UP)
    return len(hopeless)


def clear_expired() -> int:
    """Delete expired files, and those of dead workers that no job knows. Return how many."""
    count = 0
    for kind in Job.__subclasses__():
        for job in kind._default_manager.filter(expires_at__lte=clock.now()).exclude(file=""):
            # Not before the row names it no longer, for good: a row without its file could not be told from a fault.
            with transaction.atomic(durable=True):
                kind._default_manager.filter(pk=job.pk).update(file="")
            default_storage.delete(str(job.file))
            count += 1
    return count + stored_files.remove_unused(FOLDER)


def _open[J: Job](kind: type[J]) -> QuerySet[J]:
    dead = Q(state="running", lease_until__lt=timezone.now())
    return kind._default_manager.filter(Q(state="queued") | dead)
