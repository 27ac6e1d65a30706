from celery import shared_task

from schedule.signing.instruments import actions
from schedule.signing.notifications import actions as notifications


@shared_task(name="signing.send_reminders", expires=3600)
def send_reminders() -> int:
    return actions.send_due()


@shared_task(name="signing.issue_notifications", expires=60)
def issue_notifications() -> int:
    return notifications.issue_due()
