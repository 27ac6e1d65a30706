from celery import shared_task

from conference.printing.documents import jobs
from schedule.bilaterals.meetings import actions
from schedule.bilaterals.models import PlanRun
from schedule.bilaterals.planning import running


@shared_task(name="bilaterals.expire")
def expire() -> None:
    actions.expire()


@shared_task(name="bilaterals.make_plan")
def make_plan(run_id: int) -> bool:
    return running.make_plan(run_id)


@shared_task(name="bilaterals.plans_waiting")
def plans_waiting() -> int:
    """Hand waiting runs of the planner to workers and end hopeless ones. Return how many wait."""
    jobs.give_up(PlanRun)
    waiting = jobs.find_waiting(PlanRun)
    for run_id in waiting:
        make_plan.apply_async((run_id,), retry=False, ignore_result=True)
    return len(waiting)
