"""Celery's way to the programme. Tasks only call actions."""

from celery import shared_task

from schedule.programme.speaking.actions import lists


@shared_task(name="speaking.close")
def close_lists() -> int:
    """Close the lists of speakers whose inscription has ended, and tell every delegation its time. Return how many."""
    return lists.close_due()
