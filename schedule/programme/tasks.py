from celery import shared_task

from schedule.programme.speaking.actions import lists


@shared_task(name="speaking.close")
def close_lists() -> int:
    return lists.close_due()
