"""Celery's way into the outbox. Tasks only call `delivery`; a lost task loses nothing, since the relay hands its rows over again."""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from conference.correspondence.outbox import delivery


# Beat asks every few seconds: what waited longer than that for a worker has been asked again meanwhile.
@shared_task(name="correspondence.relay", expires=30)
def relay() -> int:
    """Hands what is due to the workers. Returns how many messages."""
    return delivery.hand_over(lambda ids: deliver.apply_async((ids,), expires=settings.OUTBOX_HANDED, retry=False))


@shared_task(name="correspondence.deliver")
def deliver(ids: list[int]) -> int:
    """Delivers those messages. Returns how many were sent."""
    return delivery.deliver(ids)
