from celery import shared_task

from schedule.signing.instruments import actions


@shared_task(name="signing.send_reminders", expires=3600)
def send_reminders() -> int:
    return actions.send_due()
