"""Celery tasks of registration."""

from celery import shared_task

from delegations.registration.circulars import actions


@shared_task(name="registration.send_circulars", expires=60)
def send_circulars() -> int:
    return actions.send_due()
