"""Celery's way to the batches of badges. Tasks only call actions."""

from __future__ import annotations

from celery import shared_task

from delegations.accreditation.actions import batches


@shared_task(name="accreditation.print_job")
def print_job(job_id: int) -> bool:
    """Makes one batch."""
    return batches.run_batch(job_id)


@shared_task(name="accreditation.print_waiting")
def print_waiting() -> int:
    """Beat's round: hands waiting batches to the workers, ends hopeless ones and deletes files that were kept long enough.

    Returns how many wait.
    """
    batches.give_up()
    waiting = batches.waiting_batches()
    for job_id in waiting:
        print_job.apply_async((job_id,), retry=False, ignore_result=True)
    batches.clear_expired()
    return len(waiting)
