"""Batches of badges that a worker prints, since a request must not wait for thousands of pages."""

from __future__ import annotations

import logging
import uuid
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from conference import clock, lifecycle
from conference.access import Actor, require
from conference.accounts.models import User
from conference.errors import NotAllowed, NotPossible, UserError
from delegations.accreditation import papers
from delegations.accreditation.actions.badges import mark_printed
from delegations.accreditation.actions.printing import PLAIN, Looked, look_through, until_still, write
from delegations.accreditation.checks import FaultyBadges
from delegations.accreditation.models import PrintJob

# Leases are about the machine, whose time they take; whatever a person reads is on the conference's clock.
LEASE = timedelta(minutes=2)  # renewed with each chunk of badges, which takes seconds
KEPT = timedelta(hours=24)
GIVE_UP = timedelta(hours=1)  # a batch that kills its worker again and again would never end
FOLDER = "prints"

log = logging.getLogger(__name__)


def ask_for_batch(*, actor: Actor, choice: papers.Choice, way: papers.Way = PLAIN) -> PrintJob:
    """Puts a batch into the row of those that a worker takes within seconds. Raises NotAllowed, NotPossible for an empty one."""
    return _ask(actor, choice, way)


def print_at_once(*, actor: Actor, choice: papers.Choice, way: papers.Way = PLAIN) -> PrintJob:
    """Makes a batch so small that whoever asks waits for it. It is kept and listed as any other: a file that got lost is fetched again.

    Raises NotAllowed, NotPossible, FaultyBadges, PrintError; then no batch is left. Should the server die, a worker takes it up.
    """
    job = _ask(actor, choice, way, state="running", **_new_lease())
    try:
        until_still(lambda: _make(job, actor))
    except UserError:
        _mine(job).delete()
        raise
    job.refresh_from_db()
    return job


def _ask(actor: Actor, choice: papers.Choice, way: papers.Way, **standing: Any) -> PrintJob:
    require(actor, "badges.print")
    if actor.user_id is None:
        raise NotAllowed(_("Only a person who is signed in may do this."))
    total = papers.printable(choice).count()
    if not total:
        raise NotPossible(_("There is no badge to print here."))
    return PrintJob.objects.create(
        owner_id=actor.user_id,
        wanted=choice.as_json(),
        way=way.as_json(),
        layout=way.layout,
        total=total,
        created_at=clock.now(),
        **standing,
    )


def run_batch(job_id: int) -> bool:
    """Makes the batch, if it waits or its worker has died. Returns False when somebody else has it or it is done.

    What keeps it from being printed is written to the job, in the owner's language, for the owner to read. When the database is
    away the job waits for its lease to end and is taken up again.
    """
    job = _take(job_id)
    if job is None:
        return False
    owner = User.objects.get(pk=job.owner_id)
    with translation.override(owner.language):
        try:
            until_still(lambda: _make(job, Actor(owner.pk, str(owner), owner.roles)))
        except FaultyBadges as problem:
            found = [one.as_json() for one in problem.found]
            _end(job, "failed", problem=str(problem)[:500], faults=found)
        except UserError as problem:
            _end(job, "failed", problem=str(problem)[:500])
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            # A full disk, a broken photo: tried again it would fail again, every half minute and unseen by its owner.
            log.exception("batch %s of badges failed", job.pk)
            said = _("The server could not make the file. Whoever runs it finds the cause in its log.")
            _end(job, "failed", problem=said)
    return True


def _make(job: PrintJob, actor: Actor) -> None:
    """Writes the file, keeps it, then says of every badge that it was printed and of the job that it is ready, all at once."""

    def progress(done: int) -> None:
        _mine(job).update(done=done, lease_until=timezone.now() + LEASE)

    way = way_of(job)
    batch = look_through(papers.Choice.from_json(job.wanted), way)
    progress(0)
    with TemporaryDirectory() as folder:
        path = Path(folder) / "badges.pdf"
        printed = write(batch, path, way=way, progress=progress)
        with path.open("rb") as made:
            name = default_storage.save(f"{FOLDER}/{uuid.uuid4().hex}.pdf", File(made))
    try:
        _finish(actor, job, batch, name, printed.badges)
    except UserError:
        default_storage.delete(name)
        raise


def way_of(job: PrintJob) -> papers.Way:
    """How a batch is to be printed."""
    return papers.Way(**{**job.way, "layout": job.layout})


@lifecycle.use_case
def _finish(actor: Actor, job: PrintJob, batch: Looked, name: str, count: int) -> None:
    mark_printed(actor=actor, badges=batch.pairs, way=way_of(job))
    left_out = [one.as_json() for one in batch.faults]
    if not _end(job, "ready", file=name, total=count, done=count, faults=left_out):
        raise NotPossible(_("Another worker has taken this batch."))


def clear_expired() -> int:
    """Deletes the files that were kept long enough, and those of workers that died before their batch knew of them. Returns how many."""
    old = list(PrintJob.objects.filter(expires_at__lte=clock.now()).exclude(file=""))
    for job in old:
        job.file.delete(save=False)
        PrintJob.objects.filter(pk=job.pk).update(file="")
    return len(old) + _clear_orphans()


def _clear_orphans() -> int:
    """Badges on paper that belong to no batch must not lie about; a file is younger than KEPT while its batch is made."""
    try:
        _folders, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:  # nothing was ever printed
        return 0
    long_ago = timezone.now() - KEPT
    paths = {
        path for path in (f"{FOLDER}/{name}" for name in names) if default_storage.get_modified_time(path) < long_ago
    }
    orphans = paths.difference(PrintJob.objects.filter(file__in=paths).values_list("file", flat=True))
    for path in orphans:
        default_storage.delete(path)
    return len(orphans)


def give_up() -> int:
    """Ends the batches that no worker finished within GIVE_UP, since each that took one died. Returns how many."""
    dead = PrintJob.objects.filter(
        state="running", lease_until__lt=timezone.now(), created_at__lt=clock.now() - GIVE_UP
    )
    hopeless = list(dead.select_related("owner"))
    for job in hopeless:
        log.error("batch %s of badges was given up: every worker that took it died", job.pk)
        with translation.override(job.owner.language):
            said = _(
                "No worker finished this batch within an hour. Whoever runs the server finds the cause in its log."
            )
            _end(job, "failed", problem=said)
    return len(hopeless)


def waiting_batches() -> list[int]:
    """Keys of the batches that wait, and of those whose worker has died."""
    return list(_open().order_by("pk").values_list("pk", flat=True))


def _open() -> QuerySet[PrintJob]:
    dead = Q(state="running", lease_until__lt=timezone.now())
    return PrintJob.objects.filter(Q(state="queued") | dead)


def _mine(job: PrintJob) -> QuerySet[PrintJob]:
    """The job while this worker still has it."""
    return PrintJob.objects.filter(pk=job.pk, state="running", lease=job.lease)


@transaction.atomic
def _take(job_id: int) -> PrintJob | None:
    """Takes the lease of a batch; the condition stands in the UPDATE, so that of two workers one gets it."""
    taken = _open().filter(pk=job_id).update(state="running", done=0, **_new_lease())
    return PrintJob.objects.get(pk=job_id) if taken else None


def _new_lease() -> dict[str, Any]:
    return {"lease": uuid.uuid4(), "lease_until": timezone.now() + LEASE}


def _end(job: PrintJob, state: str, **fields: Any) -> int:
    now = clock.now()
    return _mine(job).update(state=state, ended_at=now, expires_at=now + KEPT, lease=None, lease_until=None, **fields)
