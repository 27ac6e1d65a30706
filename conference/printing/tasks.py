from celery import shared_task

from conference.printing.documents import by_worker, jobs
from conference.printing.models import PaperJob


@shared_task(name="printing.make_paper")
def make_paper(job_id: int) -> bool:
    return by_worker.run(job_id)


@shared_task(name="printing.papers_waiting")
def papers_waiting() -> int:
    """Hand waiting jobs to workers and end hopeless ones. Return how many wait."""
    jobs.give_up(PaperJob)
    waiting = jobs.find_waiting(PaperJob)
    for job_id in waiting:
        make_paper.apply_async((job_id,), retry=False, ignore_result=True)
    return len(waiting)
