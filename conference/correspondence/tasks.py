"""Celery's way into the outbox. Tasks only call actions."""

from celery import shared_task


@shared_task(name="correspondence.relay")
def relay() -> None:
    """Hands what is due to the workers."""
