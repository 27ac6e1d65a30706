from celery import shared_task

from schedule.bilaterals.meetings import actions


@shared_task(name="bilaterals.expire")
def expire() -> None:
    actions.expire()
