"""Celery's way to the batches of badges. Tasks only call actions."""

from __future__ import annotations

from celery import shared_task

from conference.printing.documents import jobs
from delegations.accreditation.badges.actions import batches
from delegations.accreditation.models import PrintJob


@shared_task(name="accreditation.print_job")
def print_job(job_id: int) -> bool:
    """Makes one batch."""
    return batches.run_batch(job_id)


@shared_task(name="accreditation.print_waiting")
def print_waiting() -> int:
    """Beat's round: hands waiting batches to the workers, ends hopeless ones and deletes files that were kept long enough.

    Returns how many wait.
    """
    jobs.give_up(PrintJob)
    waiting = jobs.waiting(PrintJob)
    for job_id in waiting:
        print_job.apply_async((job_id,), retry=False, ignore_result=True)
    jobs.clear_expired()
    return len(waiting)
