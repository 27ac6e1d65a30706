"""Celery's way to the meetings. Tasks only call actions."""

from celery import shared_task

from schedule.bilaterals.meetings import actions


@shared_task(name="bilaterals.expire")
def expire() -> None:
    """Cancel requests that nobody answered in time."""
    actions.expire()
