from celery import shared_task

from conference.printing.documents import jobs
from delegations.accreditation.badges.actions import batches
from delegations.accreditation.models import PrintJob
from delegations.accreditation.review import register


@shared_task(name="accreditation.print_job")
def print_job(job_id: int) -> bool:
    return batches.run_batch(job_id)


@shared_task(name="accreditation.print_waiting")
def print_waiting() -> int:
    """Hand waiting batches to the workers, end hopeless ones and delete expired files; started by beat. Return how many wait."""
    jobs.give_up(PrintJob)
    waiting = jobs.find_waiting(PrintJob)
    for job_id in waiting:
        print_job.apply_async((job_id,), retry=False, ignore_result=True)
    jobs.clear_expired()
    return len(waiting)


@shared_task(name="accreditation.keep_register", expires=30)
def keep_register() -> int:
    return register.append_ended_badges()
